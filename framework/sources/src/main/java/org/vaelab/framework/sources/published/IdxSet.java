// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.array.IdxData;

/** A published set in MNIST's four files, each gzipped or plain. */
interface IdxSet extends PublishedSet {
    String TRAIN_IMAGES = "train-images-idx3-ubyte";
    String TRAIN_LABELS = "train-labels-idx1-ubyte";
    String TEST_IMAGES = "t10k-images-idx3-ubyte";
    String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /** Returns the files of a set. */
    static SetFiles files(String name, Optional<SetFiles.Download> download) {
        List<String> names = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
        return new SetFiles(name, names, true, "", download);
    }

    /**
     * Returns the files of a set that is downloaded.
     *
     * @param mirrors folders from which the gzipped files come, each ending in a slash, tried in order
     * @param md5 the MD5 of every gzipped file, by its name without {@code .gz}
     */
    static SetFiles files(String name, List<URI> mirrors, Map<String, String> md5) {
        return files(name, Optional.of(new SetFiles.Download(mirrors, md5, false)));
    }

    /**
     * Reads the files of a folder.
     *
     * @param classes the names of the classes, or null to take 0 .. largest training label
     */
    static Dataset read(
            SetFiles files,
            Path folder,
            @Nullable List<String> classes,
            String provenance,
            ValuePrecision precision) {
        IdxData.Files found =
                new IdxData.Files(
                        files.file(folder, TRAIN_IMAGES).orElseThrow(),
                        files.file(folder, TEST_IMAGES).orElseThrow(),
                        files.file(folder, TRAIN_LABELS).orElseThrow(),
                        files.file(folder, TEST_LABELS).orElseThrow());
        return IdxData.read(files.name(), found, classes, provenance + folder, precision);
    }

    /** Returns the names of the classes. */
    List<String> classes();

    /** Returns where the data are from. */
    String citation();

    @Override
    default @Nullable Path path() {
        return null;
    }

    @Override
    default OptionalLong trainingExamples() {
        return OptionalLong.of(60_000);
    }

    @Override
    default Dataset read(Path folder, ValuePrecision precision, Progress progress) {
        return read(files(), folder, classes(), citation() + ", files in ", precision);
    }

    @Override
    default String remedy(Path target) {
        return "Put the four files, plain or gzipped (.gz), into %s, or set VAELAB_DATA to the folder that holds %s/."
                .formatted(target, files().name());
    }
}
