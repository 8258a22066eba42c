// tools/get_data.sh on files that a user has: their names do not matter, only their contents. In a
// copy of the script the checksums of the real sets are replaced by those of small files.
#include <cstdlib>
#include <filesystem>
#include <regex>

#include "tests/support/file_text.h"
#include "tests/support/message.h"
#include "tests/support/temporary_folder.h"

namespace fovea {
namespace {

BOOST_AUTO_TEST_SUITE(get_data)

namespace fs = std::filesystem;

using test::has;

struct Script {
  TemporaryFolder folder;

  Script() {
    shell("mkdir tools && cp '" FOVEA_SOURCE "'/tools/*.sh tools");
    shell("for i in 1 2 3 4 5; do echo images $i > data_batch_$i.bin; done");
    shell("echo images to test > test_batch.bin");
    shell(
        "for f in *.bin; do s=$(sha256sum < $f | cut -c -64)"
        " && sed -i \"s/^[0-9a-f]* \\( $f\\)/$s \\1/\" tools/get_data.sh; done");
  }

  /// The exit status; the output is in said.txt.
  int shell(const std::string& command) const {
    const std::string line =
        "cd '" + folder.path().string() + "' && { " + command + "; } > said.txt 2>&1";
    return std::system(line.c_str());
  }
  std::string said() const { return text_of(folder / "said.txt"); }
};

BOOST_AUTO_TEST_CASE(files_are_known_by_their_contents) {
  const Script script;
  BOOST_TEST(script.shell("gzip -c data_batch_1.bin > a && xz -c data_batch_2.bin > b.png") == 0);
  BOOST_TEST(script.shell("mkdir -p in/deep && cp data_batch_3.bin in/deep/c") == 0);
  BOOST_TEST(script.shell("tar -czf d data_batch_4.bin data_batch_5.bin test_batch.bin") == 0);
  BOOST_TEST(script.shell("tools/get_data.sh cifar10 'the set' --from in a b.png d") == 0,
             script.said());
  for (const char* name : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                           "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"}) {
    BOOST_TEST(text_of(script.folder / name) == text_of(script.folder / "the set/" + name));
  }
  BOOST_TEST(script.shell("tools/get_data.sh cifar10 'the set' --from nothing-but-a-name") != 0);
  BOOST_TEST(has(script.said(), "no file or folder nothing-but-a-name"), script.said());
  BOOST_TEST(script.shell("tools/get_data.sh cifar10 'the set' --from a") == 0);
  BOOST_TEST(has(script.said(), "already there"), script.said());
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named_and_nothing_is_left) {
  const Script script;
  script.shell(
      "echo changed >> data_batch_2.bin && rm data_batch_5.bin && mkdir in && mv *.bin in");
  BOOST_TEST(script.shell("tools/get_data.sh cifar10 set --from in") != 0);
  BOOST_TEST(has(script.said(), "(SHA-256): data_batch_2.bin data_batch_5.bin\n"), script.said());
  BOOST_TEST(has(script.said(), "nothing was put into set"), script.said());
  BOOST_TEST(fs::is_empty(script.folder.path() / "set"));
}

BOOST_AUTO_TEST_CASE(a_file_of_someone_else_is_left_alone) {
  const Script script;
  script.shell("mkdir set && echo mine > set/test_batch.bin");
  BOOST_TEST(script.shell("tools/get_data.sh cifar10 set --from *.bin") != 0);
  BOOST_TEST(has(script.said(), "set/test_batch.bin is another file"), script.said());
  BOOST_TEST(text_of(script.folder / "set/test_batch.bin") == "mine\n");
}

BOOST_AUTO_TEST_CASE(cifar100_is_known_by_its_archive) {
  const Script script;
  script.shell(
      "mkdir cifar-100-binary && cd cifar-100-binary"
      " && echo 1 > train.bin && echo 1 > test.bin && cd .. && tar -czf all cifar-100-binary"
      " && sed -i \"s/03b5dce01913d631647c71ecec9e9cb8/$(md5sum < all | cut -c -32)/;"
      " s/^153700000/2/; s/^30740000/2/\" tools/get_data.sh");
  BOOST_TEST(script.shell("tools/get_data.sh cifar100 set --from cifar-100-binary") != 0);
  BOOST_TEST(has(script.said(), "cifar-100-binary.tar.gz as it was published"), script.said());
  BOOST_TEST(script.shell("tools/get_data.sh cifar100 set --from all") == 0, script.said());
  BOOST_TEST(text_of(script.folder / "set/train.bin") == "1\n");
  BOOST_TEST(!fs::exists(script.folder.path() / "set/all"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace fovea
