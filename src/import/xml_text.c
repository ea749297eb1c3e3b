#include "import/xml_internal.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Text is taken in steps as small as those in which libxml2 asks for it: it is still in the nearest cache when it is
// copied on.
enum { FIRST_CAPACITY = 64 * 1024, READ_SIZE = 4000 };

// What is looked for in the bytes of the text, up to 16 of them at a time: a bit for each that matches. All 16 must be
// readable (after the text stands SLACK).
enum { STEP = 16, SLACK = STEP };

static unsigned first_bits(size_t n)
{
    return n < STEP ? (1u << n) - 1 : 0xFFFF;
}

#if defined(__SSE2__)
static unsigned equal_bits(const char *p, char byte)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte)));
}

// Of continuation bytes (10xxxxxx), which are the least ones as signed numbers.
static unsigned continuation_bits(const char *p)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    return (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8((char)0xC0)));
}

static unsigned last_bit(unsigned bits)
{
    return 31u - (unsigned)__builtin_clz(bits);
}
#else
static unsigned equal_bits(const char *p, char byte)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < STEP; i++)
        bits |= (unsigned)(p[i] == byte) << i;
    return bits;
}

static unsigned continuation_bits(const char *p)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < STEP; i++)
        bits |= (unsigned)(((unsigned char)p[i] & 0xC0) == 0x80) << i;
    return bits;
}

static unsigned last_bit(unsigned bits)
{
    unsigned last = 0;
    while (bits >>= 1)
        last++;
    return last;
}
#endif

const char *xml_scan_back(const char *low, const char *from, char byte)
{
    while (from - low >= STEP) {
        from -= STEP;
        unsigned bits = equal_bits(from, byte);
        if (bits)
            return from + last_bit(bits);
    }
    if (from == low)
        return NULL;
    unsigned bits = equal_bits(low, byte) & first_bits((size_t)(from - low));
    return bits ? low + last_bit(bits) : NULL;
}

// Most tags are shorter than two steps and stand in one line: both are seen at once.
const char *xml_tag_begin(const char *low, const char *from, bool *lines)
{
    unsigned ends = 0;
    for (const char *p = from; p - low >= STEP;) {
        p -= STEP;
        unsigned begins = equal_bits(p, '<'), here = equal_bits(p, '\n');
        if (begins) {
            *lines = ends || here >> last_bit(begins);
            return p + last_bit(begins);
        }
        ends |= here;
    }
    *lines = true;
    return xml_scan_back(low, from, '<');
}

// Code points = bytes that are no continuation bytes.
size_t xml_count_codes(const char *p, size_t n)
{
    size_t count = n;
    for (size_t i = 0; i < n; i += STEP)
        for (unsigned bits = continuation_bits(p + i) & first_bits(n - i); bits; bits &= bits - 1)
            count--;
    return count;
}

void xml_text_open(XmlText *text, Source *source, Origin origin, size_t retain)
{
    char *bytes = text->bytes;
    size_t capacity = text->capacity;
    *text = (XmlText){.source = source,
                      .bytes = bytes,
                      .capacity = capacity,
                      .start_column = origin.column,
                      .mark_column = origin.column,
                      .retain = retain};
}

const char *xml_text_at(const XmlText *text, uint64_t offset)
{
    return text->bytes + (offset - text->start);
}

// The column of an offset before the mark, counted back from it when both are in one line; 0 otherwise.
static uint32_t column_before_mark(const XmlText *text, uint64_t offset)
{
    const char *at = xml_text_at(text, offset);
    size_t distance = (size_t)(text->mark - offset);
    bool near = distance < offset - text->start;
    if (!near || memchr(at, '\n', distance))
        return 0;
    return text->mark_column - (uint32_t)xml_count_codes(at, distance);
}

static uint32_t column_after(const XmlText *text, uint64_t known, uint32_t column, uint64_t offset)
{
    const char *low = xml_text_at(text, known), *at = xml_text_at(text, offset);
    const char *line_end = xml_scan_back(low, at, '\n');
    if (line_end) {
        low = line_end + 1;
        column = 1;
    }
    return column + (uint32_t)xml_count_codes(low, (size_t)(at - low));
}

uint32_t xml_text_column(XmlText *text, uint64_t offset)
{
    bool has_mark = text->mark >= text->start;
    uint32_t column = has_mark && offset < text->mark ? column_before_mark(text, offset) : 0;
    if (!column && has_mark && text->mark <= offset)
        column = column_after(text, text->mark, text->mark_column, offset);
    if (!column)
        column = column_after(text, text->start, text->start_column, offset);
    text->mark = offset;
    text->mark_column = column;
    return column;
}

uint32_t xml_text_lines(const XmlText *text, uint64_t from, uint64_t to)
{
    const char *p = xml_text_at(text, from), *end = xml_text_at(text, to);
    uint32_t lines = 0;
    while ((p = memchr(p, '\n', (size_t)(end - p)))) {
        lines++;
        p++;
    }
    return lines;
}

// Forgets the first `count` bytes.
static void drop(XmlText *text, size_t count)
{
    text->start_column = xml_text_column(text, text->start + count);
    memmove(text->bytes, text->bytes + count, text->length - count);
    text->start += count;
    text->length -= count;
    text->given -= count;
}

static void make_room(XmlText *text, size_t used)
{
    size_t keep = used > text->retain ? used : text->retain;
    if (text->bytes && text->capacity - text->length >= READ_SIZE)
        return;
    // Dropping less than what is kept would move the same bytes again and again.
    if (text->bytes && text->given > keep && text->given - keep >= text->length - (text->given - keep))
        drop(text, text->given - keep);
    while (text->capacity - text->length < READ_SIZE) {
        text->capacity = text->capacity ? text->capacity * 2 : FIRST_CAPACITY;
        text->bytes = realloc(text->bytes, text->capacity + SLACK);
        if (!text->bytes)
            die("out of memory");
    }
}

bool xml_text_fill(XmlText *text, size_t used)
{
    if (text->ended)
        return false;
    make_room(text, used);
    long count = source_read(text->source, text->bytes + text->length, READ_SIZE);
    text->ended = count <= 0;
    text->length += count > 0 ? (size_t)count : 0;
    return count > 0;
}
