# Writes OUTPUT: a C file that defines SYMBOL[] and SYMBOL_count, the FILES (names relative to ROOT, sorted) with their bytes.
# Run as cmake -DOUTPUT=… -DSYMBOL=… -DROOT=… -DFILES=… -P embed.cmake
list(SORT FILES)
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
    file(READ ${ROOT}/${file} hex HEX)
    string(LENGTH "${hex}" length)
    math(EXPR length "${length} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    get_filename_component(name ${file} NAME)
    string(APPEND arrays "static const unsigned char file_${index}[] = {${bytes}0};\n")
    string(APPEND rows "    {{\"${name}\", sizeof \"${name}\" - 1}, {(const char *)file_${index}, ${length}}},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT}
     "#include \"support/embedded.h\"\n${arrays}const EmbeddedFile ${SYMBOL}[] = {\n${rows}    {{0, 0}, {0, 0}}};\nconst size_t ${SYMBOL}_count = ${index};\n")
