// Lists as sets: the sets extension, with Kleene's logic over unknown members and open lists.
#include "cel/functions.h"

// item == members[0] || …, and unknown beyond the end of an open list
static Value is_member(Arena *arena, Value item, const List *members)
{
    Value result = value_bool(false);
    for (size_t i = 0; i < members->count; i++) {
        Value equal = value_equals(arena, item, members->items[i]);
        if (value_truth(equal) == TRUTH_TRUE)
            return equal;
        if (equal.kind == VALUE_UNKNOWN)
            result = value_join(arena, result, equal);
    }
    return members->open == NULL ? result : value_join(arena, result, value_unknown(members->open));
}

// Every member of `part` is a member of `whole`: a conjunction that goes on with unknown when `part` is open.
static Value is_part(Arena *arena, const List *part, const List *whole)
{
    Value result = value_bool(true);
    for (size_t i = 0; i < part->count; i++) {
        Value found = is_member(arena, part->items[i], whole);
        if (value_truth(found) == TRUTH_FALSE)
            return found;
        result = value_join(arena, result, found);
    }
    return part->open == NULL ? result : value_join(arena, result, value_unknown(part->open));
}

static Value contains(Arena *arena, const Value *a)
{
    return is_part(arena, a[1].as.list, a[0].as.list);
}

static Value equivalent(Arena *arena, const Value *a)
{
    Value forth = is_part(arena, a[0].as.list, a[1].as.list);
    if (value_truth(forth) == TRUTH_FALSE)
        return forth;
    Value back = is_part(arena, a[1].as.list, a[0].as.list);
    return value_truth(back) == TRUTH_FALSE ? back : value_join(arena, forth, back);
}

static Value intersects(Arena *arena, const Value *a)
{
    Value result = value_bool(false);
    for (size_t i = 0; i < a[0].as.list->count; i++) {
        Value found = is_member(arena, a[0].as.list->items[i], a[1].as.list);
        if (value_truth(found) == TRUTH_TRUE)
            return found;
        result = value_join(arena, result, found);
    }
    bool second_is_empty = a[1].as.list->count == 0 && a[1].as.list->open == NULL;
    bool decided = a[0].as.list->open == NULL || second_is_empty;
    return decided ? result : value_join(arena, result, value_unknown(a[0].as.list->open));
}

static const CelFunction rows[] = {
    {"sets.contains",
     false,
     2,
     {&t_list_a, &t_list_a},
     &t_bool,
     contains,
     1,
     true,
     "Whether the first list holds every member of the second."},
    {"sets.equivalent",
     false,
     2,
     {&t_list_a, &t_list_a},
     &t_bool,
     equivalent,
     1,
     true,
     "Whether both lists hold the same members."},
    {"sets.intersects",
     false,
     2,
     {&t_list_a, &t_list_a},
     &t_bool,
     intersects,
     1,
     true,
     "Whether the lists have a member in common."},
};

const FunctionTable set_functions = {rows, sizeof rows / sizeof *rows};
