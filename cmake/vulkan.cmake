# The shaders of a folder, compiled at build time and embedded: every X.comp becomes SPIR-V words in
# an .inc file, once more with HALF if it has a half line, and a third time with MATRICES if it has tiles on
# matrices beside; and one C++ file holds the table of them all. What the table says of a shader
# beside its code stands in lines that begin "// dispatch:", "// tile:" and so on, of the shader or
# (tiles) of a GLSL file that it includes; fovea/vulkan/shader.h says what they mean.

# fovea_shader_lines(SHADER OUT): sets OUT to the lines that the table is made of.
function(fovea_shader_lines shader out)
  file(STRINGS "${shader}" own REGEX "^(// [a-z ]+: |#include \"(fovea|backends)/)")
  set(lines "")
  foreach(line IN LISTS own)
    list(APPEND lines "${line}")
    if(line MATCHES "^#include \"(.*\\.glsl)\"$")
      file(STRINGS "${FOVEA_ROOT}/${CMAKE_MATCH_1}" tiles REGEX "^// tile: ")
      list(APPEND lines ${tiles})
    endif()
  endforeach()
  set(${out} "${lines}" PARENT_SCOPE)
endfunction()

# fovea_shader_variants(LINES OUT): what a shader with these lines is compiled as: the field of
# Shader that holds the code, which lies in X.<field>.inc.
function(fovea_shader_variants lines out)
  set(variants code)
  if(lines MATCHES "// half: ")
    list(APPEND variants half_code)
    if(FOVEA_MATRICES AND lines MATCHES " on matrices ")
      list(APPEND variants matrix_code)
    endif()
  endif()
  set(${out} ${variants} PARENT_SCOPE)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(FOVEA_VULKAN_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")
  set(FOVEA_ROOT "${PROJECT_SOURCE_DIR}")

  # By which extension the compiler knows cooperative matrices, as the shaders and the host code have
  # it in MATRICES: 1 GL_KHR_cooperative_matrix, 2 GL_NV_cooperative_matrix, 0 by none.
  set(FOVEA_MATRICES 0)
  set(number 0)
  foreach(extension KHR_cooperative_matrix NV_cooperative_matrix)
    math(EXPR number "${number} + 1")
    set(probe "${PROJECT_BINARY_DIR}/shaders/probe.comp")
    file(WRITE "${probe}" "#version 460\n#extension GL_${extension} : require\nvoid main() {}\n")
    execute_process(COMMAND "${Vulkan_GLSLC_EXECUTABLE}" "${probe}" -o "${probe}.spv"
                    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    file(STRINGS "${Vulkan_INCLUDE_DIR}/vulkan/vulkan_core.h" header
         REGEX "^#define VK_${extension} 1$")
    if(NOT failed AND header)
      set(FOVEA_MATRICES ${number})
      message(STATUS "Cooperative matrices by GL_${extension}")
      break()
    endif()
  endforeach()

  # fovea_shaders(TARGET FOLDER FUNCTION): defines void fovea::vulkan::FUNCTION(ShaderTable&).
  function(fovea_shaders target folder function)
    file(GLOB shaders CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.comp")
    file(GLOB included CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/backends/vulkan/glsl/*.glsl")
    set(out "${PROJECT_BINARY_DIR}/shaders/${function}")
    file(MAKE_DIRECTORY "${out}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shaders} ${included})
    set(codes "")
    foreach(shader ${shaders})
      get_filename_component(stem "${shader}" NAME_WE)
      fovea_shader_lines("${shader}" lines)
      fovea_shader_variants("${lines}" variants)
      foreach(variant ${variants})
        set(code "${out}/${stem}.${variant}.inc")
        set(define "")
        if(variant STREQUAL half_code)
          set(define -DHALF)
        elseif(variant STREQUAL matrix_code)
          set(define -DHALF "-DMATRICES=${FOVEA_MATRICES}")
        endif()
        add_custom_command(OUTPUT "${code}"
          COMMAND Vulkan::glslc --target-env=vulkan1.3 -O -Werror "-I${PROJECT_SOURCE_DIR}"
                  "-I${PROJECT_SOURCE_DIR}/framework/include" ${define}
                  -mfmt=num -MD -MF "${code}.d" -MT "${code}" "${shader}" -o "${code}"
          DEPENDS "${shader}" DEPFILE "${code}.d" COMMENT "Shader ${folder}/${stem}, ${variant}" VERBATIM)
        list(APPEND codes "${code}")
      endforeach()
    endforeach()
    set(table "${out}/table.cpp")
    add_custom_command(OUTPUT "${table}"
      COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${PROJECT_SOURCE_DIR}/${folder}" "-DFUNCTION=${function}"
              "-DFOVEA_ROOT=${FOVEA_ROOT}" "-DFOVEA_MATRICES=${FOVEA_MATRICES}" "-DOUT=${table}"
              -P "${FOVEA_VULKAN_SCRIPT}"
      DEPENDS ${shaders} ${included} "${FOVEA_VULKAN_SCRIPT}" COMMENT "Table of ${folder}" VERBATIM)
    # Nothing but numbers, and functions of a line.
    set_source_files_properties("${table}" PROPERTIES OBJECT_DEPENDS "${codes}"
                                SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS -O1)
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
  fovea_shader_lines("${shader}" lines)
  fovea_shader_variants("${lines}" variants)
  set(entry "")
  set(tiles "")
  set(proofs "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^#include .*\\.h\"$")
      list(APPEND headers "${line}")
    elseif(line MATCHES "^// (dispatch|scratch): ([a-z0-9_]+)\\(([A-Za-z0-9]+)\\)$")
      string(REPLACE dispatch work_size field "${CMAKE_MATCH_1}")
      string(APPEND entry "  shader.${field} = [](const Params& params) {\n"
             "    return ${CMAKE_MATCH_2}(params.as<${CMAKE_MATCH_3}>());\n  };\n")
    elseif(line MATCHES "^// tile: ([0-9]+ [0-9]+ [0-9]+)( with ([0-9 ]*[0-9]))?( on ([0-9]+) lanes)?( on matrices ([0-9]+ [0-9]+ [0-9]+))?$")
      set(tile "${CMAKE_MATCH_1}}|{${CMAKE_MATCH_3}}|{${CMAKE_MATCH_7}")
      string(REPLACE " " ", " tile "${tile}")
      string(REPLACE "|" ", " tile "${tile}")
      set(lanes 0)
      if(CMAKE_MATCH_5)
        set(lanes ${CMAKE_MATCH_5})
      endif()
      string(APPEND tiles "{{${tile}}, ${lanes}}, ")
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
      string(APPEND entry "  shader.halves = ${halves};\n")
    elseif(line MATCHES "^// proof: (.*)$")
      string(APPEND proofs "\"${CMAKE_MATCH_1}\", ")
    endif()
  endforeach()
  if(tiles)
    string(APPEND entry "  shader.tiles = {${tiles}};\n")
  endif()
  string(APPEND entry "  shader.proofs = {${proofs}};\n")
  foreach(variant IN LISTS variants)
    string(APPEND codes "const std::uint32_t ${stem}_${variant}[] = {\n"
           "#include \"${stem}.${variant}.inc\"\n};\n")
    string(APPEND entry "  shader.${variant} = ${stem}_${variant};\n")
  endforeach()
  string(APPEND entries "Shader ${stem}_shader() {\n  Shader shader;\n"
         "  shader.name = \"${stem}\";\n${entry}  return shader;\n}\n")
  string(APPEND calls "  table[\"${stem}\"] = ${stem}_shader();\n")
endforeach()
list(REMOVE_DUPLICATES headers)
list(JOIN headers "\n" headers)
file(WRITE "${OUT}" "// Written by CMake from the shaders of a folder.
#include \"fovea/vulkan/shader.h\"
${headers}
namespace fovea::vulkan {
namespace {
${codes}${entries}}  // namespace
void ${FUNCTION}([[maybe_unused]] ShaderTable& table);
void ${FUNCTION}([[maybe_unused]] ShaderTable& table) {
${calls}}
}  // namespace fovea::vulkan
")
