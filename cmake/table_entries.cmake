# The files of a folder that make the entries of a table, and the table of them.

# fovea_write_table(OUT HEADER NAMESPACE TABLE STEM...): writes NAMESPACE::register_all(TABLE&), which
# calls register_<STEM> of each.
function(fovea_write_table out header namespace table)
  set(declarations "")
  set(calls "")
  foreach(stem ${ARGN})
    string(APPEND declarations "void register_${stem}(${table}&);\n")
    string(APPEND calls "  register_${stem}(table);\n")
  endforeach()
  file(CONFIGURE OUTPUT "${out}" CONTENT
"// Written by CMake.
#include \"${header}\"
namespace ${namespace} {
${declarations}void register_all(${table}& table);
void register_all([[maybe_unused]] ${table}& table) {
${calls}}
}  // namespace ${namespace}
" @ONLY)
endfunction()

# fovea_table_entries(OUT TABLE OPTIONAL SOURCE...): the stems of the files that have an entry: all, or
# with OPTIONAL those that define register_<stem>(TABLE&). A file that names TABLE for anything else
# is an error, so that no entry is missed for the way it is written.
function(fovea_table_entries out table optional)
  set(stems "")
  foreach(source ${ARGN})
    get_filename_component(stem "${source}" NAME_WE)
    if(optional)
      if(NOT CMAKE_SCRIPT_MODE_FILE)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
      endif()
      file(STRINGS "${source}" definition REGEX "void register_${stem}\\(${table}& [a-z_]+\\)")
      file(STRINGS "${source}" mentions REGEX "${table}|[ :]register_")
      if(NOT definition AND mentions)
        message(FATAL_ERROR "${source}: instead of\n  ${mentions}\nthe table of its folder takes\n"
                            "  void register_${stem}(${table}& table) {")
      elseif(NOT definition)
        continue()
      endif()
    endif()
    list(APPEND stems ${stem})
  endforeach()
  set(${out} ${stems} PARENT_SCOPE)
endfunction()
