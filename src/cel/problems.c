#include "cel/problems.h"

void problems_add(Arena *arena, CelProblems *problems, size_t offset, size_t length, Str message, Str hint)
{
    problems->items = arena_grow(arena, problems->items, &problems->capacity, problems->count + 1, sizeof(CelProblem));
    problems->items[problems->count++] =
        (CelProblem){.offset = offset, .length = length, .message = message, .hint = hint};
}

static bool same_problem(const CelProblem *a, const CelProblem *b)
{
    return a->offset == b->offset && a->length == b->length && str_eq(a->message, b->message);
}

void problems_sort(CelProblems *problems, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < problems->count; i++) {
        CelProblem problem = problems->items[i];
        size_t at = kept;
        while (at > first && problems->items[at - 1].offset > problem.offset)
            at--;
        if (at > first && same_problem(&problems->items[at - 1], &problem))
            continue;
        memmove(&problems->items[at + 1], &problems->items[at], (kept - at) * sizeof problem);
        problems->items[at] = problem;
        kept++;
    }
    problems->count = kept;
}

Str problems_nearest(Arena *arena, Str name, const Str *names, size_t count)
{
    Str nearest = str_nearest(name, names, count);
    return nearest.n == 0 ? STR("") : str_printf(arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest));
}
