// IP addresses and networks: the network extension. An IPv4 address that is mapped into IPv6 is that IPv4 address.
#include "cel/functions.h"
#include "cel/network.h"

// An address, or a network when `prefix` counts.
typedef struct Address {
    Object object;
    unsigned bytes; // 4 or 16
    unsigned char octets[16];
    unsigned prefix;
    Str text; // canonical
} Address;

static Value no_fields(const Object *object, unsigned index, Arena *arena)
{
    (void)index;
    return object_no_field(arena, object->class, STR(""));
}

// Objects begin with their class: an object of one of these classes is an Address.
static const Address *as_address(const Object *object)
{
    return (const Address *)(const void *)object;
}

static Str identity(const Object *object)
{
    return as_address(object)->text;
}

static const ObjectClass ip_class = {.name = STR_INIT("net.IP"), .get = no_fields, .identity = identity};
static const ObjectClass cidr_class = {.name = STR_INIT("net.CIDR"), .get = no_fields, .identity = identity};
const Type t_ip = {.kind = TYPE_OBJECT, .class = &ip_class};
const Type t_cidr = {.kind = TYPE_OBJECT, .class = &cidr_class};

// --- reading ------------------------------------------------------------------------------------

// A decimal number of at most three digits without a leading zero, up to `limit`.
static bool take_decimal(Str text, size_t *at, unsigned limit, unsigned *out)
{
    size_t start = *at;
    *out = 0;
    while (*at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9' && *at - start < 3)
        *out = *out * 10 + (unsigned)(text.p[(*at)++] - '0');
    bool leading = *at - start > 1 && text.p[start] == '0';
    return *at > start && !leading && *out <= limit;
}

// IPv4 ::= OCTET "." OCTET "." OCTET "." OCTET
static bool parse_ipv4(Str text, Address *out)
{
    size_t at = 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned octet = 0;
        if (i > 0 && (at >= text.n || text.p[at++] != '.'))
            return false;
        if (!take_decimal(text, &at, 255, &octet))
            return false;
        out->octets[i] = (unsigned char)octet;
    }
    out->bytes = 4;
    return at == text.n;
}

static bool take_group(Str text, size_t *at, unsigned *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t start = *at;
    *out = 0;
    for (; *at < text.n && *at - start < 4; (*at)++) {
        char c = text.p[*at];
        const char *digit = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);
        if (digit == NULL)
            break;
        *out = *out * 16 + (unsigned)(digit - digits);
    }
    return *at > start;
}

// IPv6 ::= eight groups of hexadecimal digits between ":", one run of zero groups as "::"
static bool parse_ipv6(Str text, Address *out)
{
    unsigned groups[8] = {0}, count = 0, gap = 9;
    size_t at = 0;
    if (str_starts(text, STR("::"))) {
        gap = 0;
        at = 2;
    }
    while (at < text.n) {
        if (count == 8 || !take_group(text, &at, &groups[count]))
            return false;
        count++;
        if (at == text.n)
            break;
        if (text.p[at++] != ':' || at == text.n)
            return false;
        if (text.p[at] == ':') {
            if (gap != 9)
                return false;
            gap = count;
            at++;
        }
    }
    if ((gap == 9 && count != 8) || (gap != 9 && count > 7))
        return false;
    for (unsigned i = 0; i < count && i < 8; i++) {
        size_t place = i < gap ? i : (i + 8 - count) % 8;
        out->octets[2 * place] = (unsigned char)(groups[i] >> 8);
        out->octets[2 * place + 1] = (unsigned char)(groups[i] & 255);
    }
    out->bytes = 16;
    return true;
}

// ::ffff:a.b.c.d in any spelling is a.b.c.d.
static void unmap(Address *address)
{
    static const unsigned char mapped[12] = {[10] = 255, [11] = 255};
    if (address->bytes != 16 || memcmp(address->octets, mapped, sizeof mapped) != 0)
        return;
    memmove(address->octets, address->octets + 12, 4);
    memset(address->octets + 4, 0, 12);
    address->bytes = 4;
}

static const char *address_problem(Str text)
{
    bool colon = str_find(text, STR(":")) != (size_t)-1;
    if (str_find(text, STR("%")) != (size_t)-1)
        return "an IP address with a zone is not allowed";
    if (colon && str_find(text, STR(".")) != (size_t)-1)
        return "an IPv4-mapped IPv6 address in mixed notation is not allowed";
    return NULL;
}

static bool parse_address(Str text, Address *out)
{
    return address_problem(text) == NULL && (parse_ipv4(text, out) || parse_ipv6(text, out));
}

// --- writing ------------------------------------------------------------------------------------

static unsigned group_at(const Address *address, unsigned index)
{
    const unsigned char *octets = address->octets + (size_t)2 * index;
    return (unsigned)octets[0] << 8 | octets[1];
}

// The longest run of two or more zero groups, the first of equals.
static unsigned longest_gap(const Address *address, unsigned *length)
{
    unsigned best = 8;
    *length = 1;
    for (unsigned i = 0; i < 8; i++) {
        unsigned run = 0;
        while (i + run < 8 && group_at(address, i + run) == 0)
            run++;
        if (run > *length) {
            best = i;
            *length = run;
        }
    }
    return best;
}

// RFC 5952: lower case, no leading zeros, the longest gap as "::".
static Str ipv6_text(Arena *arena, const Address *address)
{
    StrBuf out = strbuf_new(arena);
    unsigned length = 0, gap = longest_gap(address, &length);
    for (unsigned i = 0; i < 8; i++) {
        if (i == gap) {
            strbuf_add(&out, STR("::"));
            i += length - 1;
            continue;
        }
        bool after_gap = gap < 8 && i == gap + length;
        strbuf_printf(&out, "%s%x", i == 0 || after_gap ? "" : ":", group_at(address, i));
    }
    return strbuf_str(&out);
}

static Str address_text(Arena *arena, const Address *address)
{
    const unsigned char *octets = address->octets;
    return address->bytes == 4 ? str_printf(arena, "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3])
                               : ipv6_text(arena, address);
}

static Value make_ip(Arena *arena, Address address)
{
    Address *copy = ARENA_NEW(arena, Address);
    *copy = address;
    copy->object.class = &ip_class;
    copy->text = address_text(arena, copy);
    return value_object(&copy->object);
}

static Value make_cidr(Arena *arena, Address address)
{
    Address *copy = ARENA_NEW(arena, Address);
    *copy = address;
    copy->object.class = &cidr_class;
    copy->text = str_printf(arena, STR_FMT "/%u", STR_ARG(address_text(arena, copy)), copy->prefix);
    return value_object(&copy->object);
}

static Value parse_ip(Arena *arena, Str text)
{
    Address address = {.bytes = 0};
    const char *problem = address_problem(text);
    if (!parse_address(text, &address))
        return value_error(arena, "IP Address '" STR_FMT "' parse error during conversion from string%s%s",
                           STR_ARG(text), problem == NULL ? "" : ": ", problem == NULL ? "" : problem);
    unmap(&address);
    return make_ip(arena, address);
}

// CIDR ::= address "/" length
static Value parse_cidr(Arena *arena, Str text)
{
    Address address = {.bytes = 0};
    size_t slash = str_find(text, STR("/")), at = 0;
    Str length = slash == (size_t)-1 ? STR("") : str_slice(text, slash + 1, text.n);
    const char *problem = address_problem(text);
    bool good = slash != (size_t)-1 && parse_address(str_slice(text, 0, slash), &address) &&
                take_decimal(length, &at, 8 * address.bytes, &address.prefix) && at == length.n;
    return good ? make_cidr(arena, address)
                : value_error(arena, "network address '" STR_FMT "' parse error during conversion from string%s%s",
                              STR_ARG(text), problem == NULL ? "" : ": ", problem == NULL ? "" : problem);
}

// --- functions ----------------------------------------------------------------------------------

static Value string_to_ip(Arena *arena, const Value *a)
{
    return parse_ip(arena, *a->as.text);
}

static Value string_to_cidr(Arena *arena, const Value *a)
{
    return parse_cidr(arena, *a->as.text);
}

static Value is_ip(Arena *arena, const Value *a)
{
    if (a->kind != VALUE_STRING)
        return no_overload(arena, STR("isIP"), a, 1);
    return value_bool(parse_ip(arena, *a->as.text).kind == VALUE_OBJECT);
}

static Value is_cidr(Arena *arena, const Value *a)
{
    if (a->kind != VALUE_STRING)
        return no_overload(arena, STR("isCIDR"), a, 1);
    return value_bool(parse_cidr(arena, *a->as.text).kind == VALUE_OBJECT);
}

static Value is_canonical(Arena *arena, const Value *a)
{
    Value ip = parse_ip(arena, *a->as.text);
    return ip.kind == VALUE_OBJECT ? value_bool(str_eq(identity(ip.as.object), *a->as.text)) : ip;
}

static Value family(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(as_address(a->as.object)->bytes == 4 ? 4 : 6);
}

// Whether all octets from `first` on are zero.
static bool zero_from(const Address *address, unsigned first)
{
    for (unsigned i = first; i < address->bytes; i++)
        if (address->octets[i] != 0)
            return false;
    return true;
}

static bool unspecified(const Address *address)
{
    return zero_from(address, 0);
}

static bool loopback(const Address *address)
{
    if (address->bytes == 4)
        return address->octets[0] == 127;
    Address other = *address;
    other.octets[15] = 0;
    return address->octets[15] == 1 && zero_from(&other, 0);
}

static bool link_local_unicast(const Address *address)
{
    const unsigned char *octets = address->octets;
    return address->bytes == 4 ? octets[0] == 169 && octets[1] == 254 : octets[0] == 0xFE && (octets[1] & 0xC0) == 0x80;
}

static bool link_local_multicast(const Address *address)
{
    const unsigned char *octets = address->octets;
    return address->bytes == 4 ? octets[0] == 224 && octets[1] == 0 && octets[2] == 0
                               : octets[0] == 0xFF && (octets[1] & 0x0F) == 2;
}

static bool global_unicast(const Address *address)
{
    const unsigned char *octets = address->octets;
    bool multicast = address->bytes == 4 ? (octets[0] & 0xF0) == 224 : octets[0] == 0xFF;
    bool broadcast =
        address->bytes == 4 && octets[0] == 255 && octets[1] == 255 && octets[2] == 255 && octets[3] == 255;
    return !multicast && !broadcast && !unspecified(address) && !loopback(address) && !link_local_unicast(address);
}

static Value is_unspecified(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(unspecified(as_address(a->as.object)));
}

static Value is_loopback(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(loopback(as_address(a->as.object)));
}

static Value is_link_local_unicast(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(link_local_unicast(as_address(a->as.object)));
}

static Value is_link_local_multicast(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(link_local_multicast(as_address(a->as.object)));
}

static Value is_global_unicast(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(global_unicast(as_address(a->as.object)));
}

// The address with the bits behind the first `bits` cleared.
static Address masked_address(Address address, unsigned bits)
{
    for (unsigned i = 0; i < address.bytes; i++) {
        unsigned kept = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;
        address.octets[i] &= (unsigned char)(0xFF00 >> kept);
    }
    return address;
}

static bool holds(const Address *network, const Address *address)
{
    Address a = masked_address(*network, network->prefix), b = masked_address(*address, network->prefix);
    return a.bytes == b.bytes && memcmp(a.octets, b.octets, sizeof a.octets) == 0;
}

static Value contains_ip(Arena *arena, const Value *a)
{
    Value ip = a[1].kind == VALUE_STRING ? parse_ip(arena, *a[1].as.text) : a[1];
    return ip.kind == VALUE_OBJECT ? value_bool(holds(as_address(a[0].as.object), as_address(ip.as.object))) : ip;
}

static Value contains_cidr(Arena *arena, const Value *a)
{
    Value cidr = a[1].kind == VALUE_STRING ? parse_cidr(arena, *a[1].as.text) : a[1];
    if (cidr.kind != VALUE_OBJECT)
        return cidr;
    const Address *outer = as_address(a[0].as.object), *inner = as_address(cidr.as.object);
    return value_bool(inner->prefix >= outer->prefix && holds(outer, inner));
}

static Value cidr_ip(Arena *arena, const Value *a)
{
    return make_ip(arena, *as_address(a->as.object));
}

static Value cidr_masked(Arena *arena, const Value *a)
{
    const Address *network = as_address(a->as.object);
    return make_cidr(arena, masked_address(*network, network->prefix));
}

static Value cidr_prefix(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int((int64_t)as_address(a->as.object)->prefix);
}

static const CelFunction rows[] = {
    {"ip", false, 1, {&t_string}, &t_ip, string_to_ip, 1, false, "The IP address that a string spells."},
    {"isIP", false, 1, {&t_dyn}, &t_bool, is_ip, 1, false, "Whether a string spells an IP address."},
    {"ip.isCanonical",
     false,
     1,
     {&t_string},
     &t_bool,
     is_canonical,
     1,
     false,
     "Whether a string spells an IP address in its canonical form."},
    {"family", true, 1, {&t_ip}, &t_int, family, 1, false, "4 or 6."},
    {"isUnspecified", true, 1, {&t_ip}, &t_bool, is_unspecified, 1, false, "Whether it is 0.0.0.0 or ::."},
    {"isLoopback", true, 1, {&t_ip}, &t_bool, is_loopback, 1, false, "Whether it is in 127.0.0.0/8, or ::1."},
    {"isGlobalUnicast",
     true,
     1,
     {&t_ip},
     &t_bool,
     is_global_unicast,
     1,
     false,
     "Whether it is an ordinary address of one host, beyond its link."},
    {"isLinkLocalMulticast",
     true,
     1,
     {&t_ip},
     &t_bool,
     is_link_local_multicast,
     1,
     false,
     "Whether it is in 224.0.0.0/24 or ff02::/16."},
    {"isLinkLocalUnicast",
     true,
     1,
     {&t_ip},
     &t_bool,
     is_link_local_unicast,
     1,
     false,
     "Whether it is in 169.254.0.0/16 or fe80::/10."},
    {"cidr",
     false,
     1,
     {&t_string},
     &t_cidr,
     string_to_cidr,
     1,
     false,
     "The network that a string like 10.0.0.0/8 spells."},
    {"isCIDR", false, 1, {&t_dyn}, &t_bool, is_cidr, 1, false, "Whether a string spells a network."},
    {"containsIP", true, 2, {&t_cidr, &t_ip}, &t_bool, contains_ip, 1, false, "Whether the address is in the network."},
    {"containsIP",
     true,
     2,
     {&t_cidr, &t_string},
     &t_bool,
     contains_ip,
     1,
     false,
     "Whether the address is in the network."},
    {"containsCIDR",
     true,
     2,
     {&t_cidr, &t_cidr},
     &t_bool,
     contains_cidr,
     1,
     false,
     "Whether the network is a part of this one."},
    {"containsCIDR",
     true,
     2,
     {&t_cidr, &t_string},
     &t_bool,
     contains_cidr,
     1,
     false,
     "Whether the network is a part of this one."},
    {"ip", true, 1, {&t_cidr}, &t_ip, cidr_ip, 1, false, "The address of the network."},
    {"masked",
     true,
     1,
     {&t_cidr},
     &t_cidr,
     cidr_masked,
     1,
     false,
     "The network with the bits behind its prefix cleared."},
    {"prefixLength", true, 1, {&t_cidr}, &t_int, cidr_prefix, 1, false, "The length of the prefix in bits."},
};

const FunctionTable network_functions = {rows, sizeof rows / sizeof *rows};
