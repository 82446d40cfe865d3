// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder with a data set in MNIST's four files, each gzipped or plain. */
record IdxFolder(Path path) {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
    static final List<String> NAMES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    Optional<Path> find(String name) {
        Path gzipped = path.resolve(name + ".gz");
        if (Files.isRegularFile(gzipped)) {
            return Optional.of(gzipped);
        }
        return Optional.of(path.resolve(name)).filter(Files::isRegularFile);
    }

    List<String> missing() {
        List<String> missing = new ArrayList<>(NAMES);
        missing.removeIf(name -> find(name).isPresent());
        return missing;
    }

    IdxData.Files files() {
        return new IdxData.Files(
                find(TRAIN_IMAGES).orElseThrow(),
                find(TEST_IMAGES).orElseThrow(),
                find(TRAIN_LABELS).orElseThrow(),
                find(TEST_LABELS).orElseThrow());
    }
}
