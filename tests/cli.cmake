# fixtures/cli/<case>/cmd: golden command-line cases; see tests/cli/run.
file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fixtures/cli/*/cmd)
foreach(cmd ${cases})
    get_filename_component(folder ${cmd} DIRECTORY)
    get_filename_component(name ${folder} NAME)
    add_test(NAME cli/${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run $<TARGET_FILE:exaudit> ${name})
    set_tests_properties(cli/${name} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()

# tests/system/*: programs (sh, python3) that get the path of the binary and judge it from outside.
file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/system/*)
foreach(program ${programs})
    get_filename_component(name ${program} NAME_WE)
    add_test(NAME system/${name} COMMAND ${program} $<TARGET_FILE:exaudit>)
    set_tests_properties(system/${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()
