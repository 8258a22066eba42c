#include "apps/cli/output_file.h"

#include <fstream>
#include <string>
#include <string_view>

#include "fovea/core/error.h"
#include "fovea/images/image.h"
#include "framework/formats/atomic_file.h"

namespace fovea::apps {

namespace {

using namespace std::string_view_literals;

// ONNX: field 1 is the version of the format, field 2 the program that wrote the file.
bool is_model(std::string_view start) {
  return start.size() > 2 && start[0] == '\x08' &&
         start.substr(2).starts_with(
             "\x12\x05"
             "fovea"sv);
}

bool is_page(std::string_view start) {
  return start.starts_with("<!doctype html>\n<html lang='en'><head><meta charset='utf-8'/>\n"sv);
}

struct OutputForm {
  std::string_view name = {};
  bool (*is_ours)(std::string_view start) = nullptr;  // null: such a file does not say who made it
};

OutputForm form_of(OutputKind kind) {
  switch (kind) {
    case OutputKind::model:
      return {"model", is_model};
    case OutputKind::page:
      return {"page", is_page};
    case OutputKind::picture:
      return {"picture", datasets::is_own_png};
    default:
      return {};
  }
}

}  // namespace

void expect_replaceable(const std::filesystem::path& path, OutputKind kind) {
  expect_writable(path);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored) || std::filesystem::file_size(path, ignored) == 0) {
    return;
  }
  if (kind == OutputKind::page && path.filename() == "report.html" &&
      std::filesystem::exists(path.parent_path() / "run.json", ignored)) {
    throw Error("is the report of the run in that folder: it will not be replaced")
        .at(path.string())
        .hint("choose another name");
  }
  const OutputForm form = form_of(kind);
  std::ifstream file(path, std::ios::binary);
  std::string start(128, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (form.is_ours && form.is_ours(start)) return;
  throw Error("is there{}: it will not be replaced",
              form.is_ours ? fmt::format(" and is no {} that fovea wrote", form.name) : "")
      .at(path.string())
      .hint("choose another name, or move it away first");
}

}  // namespace fovea::apps
