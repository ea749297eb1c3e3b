#include "import/record.h"

// Extended members come after those of the object itself and hide them, so the last of a name counts.
static const Raw *find(const RawMember *members, size_t count, Str name)
{
    while (count-- > 0)
        if (str_eq_fold(members[count].name, name))
            return members[count].value;
    return NULL;
}

const Raw *record_member(const Record *record, Str name)
{
    return find(record->members, record->member_count, name);
}

const Raw *raw_member(const Raw *object, Str name)
{
    return find(object->members, object->member_count, name);
}
