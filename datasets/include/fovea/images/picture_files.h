// Finds the pictures among the files of a folder. Their content decides, not the ending of
// their names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::datasets {

struct PictureFiles {
  /// In order of their paths: files that begin like pictures, and files with the ending of a
  /// picture (such as a .jpg of 0 bytes): reading them will show the fault.
  std::vector<std::filesystem::path> pictures;
  /// Other files: texts, pictures of kinds that are not supported.
  std::vector<std::filesystem::path> others;
  /// Files and folders that operating systems leave: see is_clutter().
  std::vector<std::filesystem::path> clutter;
};

/// Whether a file or folder of this name is never a picture of a user: hidden ones
/// (.ipynb_checkpoints, AppleDouble twins such as ._1.jpg), `__MACOSX`, `@eaDir`, Thumbs.db
/// and so on.
bool is_clutter(const std::string& name);

/// Whether the file begins like a picture, or has the ending of one.
bool looks_like_picture(const std::filesystem::path& file);

/// The files in the folder and the folders below it, but not in folders of clutter; links to
/// folders are not followed. Throws Error if one of these folders cannot be read.
PictureFiles find_pictures(const std::filesystem::path& folder);

/// One line that counts and names the files left out, with paths relative to `folder`; "" if
/// there are none.
std::string left_out(const PictureFiles& files, const std::filesystem::path& folder);

}  // namespace fovea::datasets
