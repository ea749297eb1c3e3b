#include "cli/command.h"

int main(int argc, char **argv)
{
    Arena *arena = arena_new();
    int status = command_dispatch(arena, argc - 1, argv + 1);
    arena_free(arena);
    return status;
}
