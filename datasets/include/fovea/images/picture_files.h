// Which files of a folder are pictures. Their content decides, not their ending.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::datasets {

struct PictureFiles {
  /// In order of their paths: files that begin as pictures do, and those whose ending promises one
  /// (.jpg of 0 bytes): whoever reads them finds the fault.
  std::vector<std::filesystem::path> pictures;
  /// What else there is: texts, pictures of kinds that are not read.
  std::vector<std::filesystem::path> others;
  /// Files and folders that systems leave behind: is_clutter() tells which.
  std::vector<std::filesystem::path> clutter;
};

/// Whether a file or folder of this name is nobody's picture: hidden ones (.ipynb_checkpoints,
/// AppleDouble twins such as ._1.jpg), `__MACOSX`, `@eaDir`, Thumbs.db and their like.
bool is_clutter(const std::string& name);

/// Whether the file begins as a picture does, or has the ending of one.
bool looks_like_picture(const std::filesystem::path& file);

/// What lies in the folder and the folders below it, those of clutter aside; links to folders are
/// not followed. Throws Error for one of these folders that cannot be read.
PictureFiles find_pictures(const std::filesystem::path& folder);

/// One line that counts and names what was left out, paths as seen from `folder`; "" if
/// nothing was.
std::string left_out(const PictureFiles& files, const std::filesystem::path& folder);

}  // namespace fovea::datasets
