// Built with FOVEA_EXTENSIONS=tests/extension: the data set in that folder is one like the others.
#include <cstdio>
#include <fstream>

#include "fovea/datasets/open.h"
#include "tests/support/temporary_folder.h"

namespace {

int faults = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  ++faults;
}

}  // namespace

int main() {
  using namespace fovea;
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "stripes");
  std::ofstream(folder / "stripes/stripes") << "5";
  setenv("FOVEA_DATA", folder.path().c_str(), 1);
  for (const std::string& data : {std::string("stripes"), folder / "stripes"}) {
    const datasets::TrainTest both = datasets::open(data);
    expect(both.train->size() == 10 && both.test->size() == 2, "the sizes");
    expect(both.train->labels().at(1) == "level", "the classes");
  }
  expect(datasets::known_sets().find("stripes, 8x8 gray") != std::string::npos, "the list of sets");
  expect(datasets::known_sets().find("mnist") != std::string::npos, "the others are there too");
  std::string complaint;
  try {
    datasets::open("stipes");
  } catch (const Error& error) {
    complaint = error.what();
  }
  expect(complaint.find("did you mean 'stripes'?") != std::string::npos, complaint.c_str());
  return faults;
}
