// Which files of a folder are taken for pictures.
#include "fovea/images/picture_files.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/datasets/image_files.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

namespace fovea::datasets {
namespace {

BOOST_AUTO_TEST_SUITE(picture_files)

namespace fs = std::filesystem;

void write(const fs::path& file, const ByteVector& bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> seen_from(const fs::path& folder, const std::vector<fs::path>& paths) {
  std::vector<std::string> names;
  for (const fs::path& path : paths) names.push_back(path.lexically_relative(folder).string());
  return names;
}

using Names = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(content_decides) {
  const TemporaryFolder folder;
  const Tensor picture = gradient(8, 8);
  const ByteVector jpeg = encoded(".jpg", picture), text(20, 'x');
  write(folder / "a.JPG", jpeg);
  write(folder / "b.jfif", jpeg);
  write(folder / "c.pjpeg", jpeg);
  write(folder / "below/d", encoded(".png", picture));
  write(folder / "below/e.tmp", encoded(".webp", picture));
  write(folder / "f.dat", encoded(".bmp", picture));
  write(folder / "g.png", {});  // taken because of its ending; its reader will report the fault
  write(folder / "h.txt", text);
  write(folder / "i.tif", encoded(".tiff", picture));
  ByteVector bmw;
  put(bmw, "BMW, Audi and other makes of cars");
  write(folder / "j", bmw);
  const PictureFiles files = find_pictures(folder.path());
  BOOST_TEST(seen_from(folder.path(), files.pictures) ==
                 (Names{"a.JPG", "b.jfif", "below/d", "below/e.tmp", "c.pjpeg", "f.dat", "g.png"}),
             boost::test_tools::per_element());
  BOOST_TEST(seen_from(folder.path(), files.others) == (Names{"h.txt", "i.tif", "j"}),
             boost::test_tools::per_element());
  BOOST_TEST(left_out(files, folder.path()) ==
             folder.path().string() +
                 ": 3 files left out, no picture that is read: h.txt, i.tif, j");
}

BOOST_AUTO_TEST_CASE(clutter_is_passed_over) {
  const TemporaryFolder folder;
  const ByteVector jpeg = encoded(".jpg", gradient(8, 8));
  for (const char* name : {"a.jpg", "._a.jpg", ".hidden/b.jpg", ".ipynb_checkpoints/a.jpg",
                           "__MACOSX/x/a.jpg", "@eaDir/a.jpg", "Thumbs.db", "below/thumbs.db"}) {
    write(folder / name, jpeg);
  }
  const PictureFiles files = find_pictures(folder.path());
  BOOST_TEST(seen_from(folder.path(), files.pictures) == Names{"a.jpg"},
             boost::test_tools::per_element());
  BOOST_TEST(files.others.empty());
  BOOST_TEST(test::has(left_out(files, folder.path()),
                       "7 hidden or system files passed over: ._a.jpg, .hidden, "
                       ".ipynb_checkpoints, @eaDir, ..."),
             left_out(files, folder.path()));
}

// For a user who may read everything, a path that is too long cannot be opened.
BOOST_AUTO_TEST_CASE(folders_below_that_cannot_be_read) {
  const TemporaryFolder folder;
  write(folder / "a.jpg", encoded(".jpg", gradient(8, 8)));
  const fs::path start = fs::current_path();
  fs::path below = folder.path();
  for (int depth = 0; depth < 20; ++depth) {
    fs::current_path(below);
    below = std::string(240, 'x');
    fs::create_directory(below);
  }
  fs::current_path(start);
  const std::string text = test::message_of([&] { find_pictures(folder.path()); });
  BOOST_TEST(test::has(text, "cannot be read: File name too long"), text);
}

BOOST_AUTO_TEST_CASE(folders_that_are_none) {
  const TemporaryFolder folder;
  BOOST_TEST(left_out(find_pictures(folder.path()), folder.path()) == "");
  BOOST_TEST(test::has(test::message_of([&] { find_pictures(folder.path() / "none"); }),
                       "none: cannot be read"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea::datasets
