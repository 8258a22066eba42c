# The shaders of a folder, compiled at build time and embedded: every X.comp becomes SPIR-V words in
# X.inc (and once more, with HALF, those that have a half line), and one C++ file holds the table of
# them all. What the table says of a shader beside its code stands in the shader, in lines that begin
# "// dispatch:", "// tile:" and so on; backends/vulkan/shader.h says what they mean.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(FOVEA_VULKAN_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  # fovea_shaders(TARGET FOLDER FUNCTION): defines void fovea::vulkan::FUNCTION(ShaderTable&).
  function(fovea_shaders target folder function)
    file(GLOB shaders CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.comp")
    set(out "${CMAKE_BINARY_DIR}/shaders/${function}")
    file(MAKE_DIRECTORY "${out}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shaders})
    set(codes "")
    foreach(shader ${shaders})
      get_filename_component(stem "${shader}" NAME_WE)
      file(STRINGS "${shader}" half REGEX "^// half: " LIMIT_COUNT 1)
      set(variants "${stem}")
      if(half)
        list(APPEND variants "${stem}.half")
      endif()
      foreach(variant ${variants})
        set(code "${out}/${variant}.inc")
        set(define "")
        if(variant MATCHES "half$")
          set(define "-DHALF")
        endif()
        add_custom_command(OUTPUT "${code}"
          COMMAND Vulkan::glslc --target-env=vulkan1.3 -O -Werror "-I${CMAKE_SOURCE_DIR}" ${define}
                  -mfmt=num -MD -MF "${code}.d" -MT "${code}" "${shader}" -o "${code}"
          DEPENDS "${shader}" DEPFILE "${code}.d" COMMENT "Shader ${folder}/${variant}" VERBATIM)
        list(APPEND codes "${code}")
      endforeach()
    endforeach()
    set(table "${out}/table.cpp")
    add_custom_command(OUTPUT "${table}"
      COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${CMAKE_SOURCE_DIR}/${folder}" "-DFUNCTION=${function}"
              "-DOUT=${table}" -P "${FOVEA_VULKAN_SCRIPT}"
      DEPENDS ${shaders} "${FOVEA_VULKAN_SCRIPT}" COMMENT "Table of ${folder}" VERBATIM)
    set_source_files_properties("${table}" PROPERTIES OBJECT_DEPENDS "${codes}")
    target_sources(${target} PRIVATE "${table}")
  endfunction()
  return()
endif()

# As a script: writes the table of the shaders in FOLDER to OUT.
file(GLOB shaders "${FOLDER}/*.comp")
set(headers "")
set(codes "")
set(entries "")
foreach(shader ${shaders})
  get_filename_component(stem "${shader}" NAME_WE)
  file(STRINGS "${shader}" lines REGEX "^(// [a-z ]+: |#include \"(framework|backends)/.*\\.h\")")
  set(entry "")
  set(tiles "")
  set(proofs "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^#include")
      list(APPEND headers "${line}")
    elseif(line MATCHES "^// (dispatch|scratch): ([a-z0-9_]+)\\(([A-Za-z0-9]+)\\)$")
      string(REPLACE dispatch extent field "${CMAKE_MATCH_1}")
      string(APPEND entry "  shader.${field} = [](const Params& params) {\n"
             "    return ${CMAKE_MATCH_2}(params.as<${CMAKE_MATCH_3}>());\n  };\n")
    elseif(line MATCHES
           "^// tile: ([0-9]+) ([0-9]+) ([0-9]+)( with ([0-9 ]*[0-9]))?( on ([0-9]+) lanes)?$")
      string(REPLACE " " ", " constants "${CMAKE_MATCH_5}")
      set(lanes 0)
      if(CMAKE_MATCH_7)
        set(lanes ${CMAKE_MATCH_7})
      endif()
      string(APPEND tiles
             "{{${CMAKE_MATCH_1}, ${CMAKE_MATCH_2}, ${CMAKE_MATCH_3}}, {${constants}}, ${lanes}}, ")
    elseif(line MATCHES "^// then: ([a-z0-9_]+)$")
      string(APPEND entry "  shader.then = \"${CMAKE_MATCH_1}\";\n")
    elseif(line MATCHES "^// in place: ([0-9, ]+)$")
      string(REGEX REPLACE "([0-9]+) ([0-9]+)" "{\\1, \\2}" pairs "${CMAKE_MATCH_1}")
      string(APPEND entry "  shader.in_place = {${pairs}};\n")
    elseif(line MATCHES "^// half: (in( [0-9]+)*)?(, )?(out( [0-9]+)*)?$")
      set(halves 0)
      foreach(side "${CMAKE_MATCH_1}" "${CMAKE_MATCH_4}")
        set(shift 0)
        if(side MATCHES "^out")
          set(shift 16)
        endif()
        string(REGEX MATCHALL "[0-9]+" slots "${side}")
        foreach(slot IN LISTS slots)
          math(EXPR halves "${halves} | (1 << (${slot} + ${shift}))")
        endforeach()
      endforeach()
      string(APPEND entry "  shader.halves = ${halves};\n"
             "  shader.half_code = ${stem}_half_code;\n")
      string(APPEND codes "const std::uint32_t ${stem}_half_code[] = {\n"
             "#include \"${stem}.half.inc\"\n};\n")
    elseif(line MATCHES "^// proof: (.*)$")
      string(APPEND proofs "\"${CMAKE_MATCH_1}\", ")
    endif()
  endforeach()
  if(tiles)
    string(APPEND entry "  shader.tiles = {${tiles}};\n")
  endif()
  string(APPEND entry "  shader.proofs = {${proofs}};\n")
  string(APPEND codes "const std::uint32_t ${stem}_code[] = {\n#include \"${stem}.inc\"\n};\n")
  string(APPEND entries "Shader ${stem}_shader() {\n  Shader shader;\n"
         "  shader.name = \"${stem}\";\n  shader.code = ${stem}_code;\n${entry}"
         "  return shader;\n}\n")
  string(APPEND calls "  table[\"${stem}\"] = ${stem}_shader();\n")
endforeach()
list(REMOVE_DUPLICATES headers)
list(JOIN headers "\n" headers)
file(WRITE "${OUT}" "// Written by CMake from the shaders of a folder.
#include \"backends/vulkan/shader.h\"
${headers}
namespace fovea::vulkan {
namespace {
${codes}${entries}}  // namespace
void ${FUNCTION}([[maybe_unused]] ShaderTable& table);
void ${FUNCTION}([[maybe_unused]] ShaderTable& table) {
${calls}}
}  // namespace fovea::vulkan
")
