// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.sources.array.IdxSource;

/** A published set in MNIST's four files, each gzipped or plain. */
public interface IdxSet extends PublishedSet {
    String TRAIN_IMAGES = "train-images-idx3-ubyte";
    String TRAIN_LABELS = "train-labels-idx1-ubyte";
    String TEST_IMAGES = "t10k-images-idx3-ubyte";
    String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /** Returns the files of a set that a user puts into the folder. */
    static SetFiles files(String name, String citation) {
        List<String> names = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
        return new SetFiles(name, names, true, "", Optional.empty(), citation, Optional.empty());
    }

    /**
     * Returns the files of a set that is downloaded.
     *
     * @param mirrors folders from which the gzipped files come, each ending in a slash, tried in
     *     order
     * @param md5 the MD5 of every gzipped file, by its name without {@code .gz}
     */
    static SetFiles files(
            String name, String citation, List<URI> mirrors, Map<String, String> md5) {
        return files(name, citation).from(new SetFiles.Download(mirrors, md5, false));
    }

    /**
     * Reads the files of a folder.
     *
     * @param classes the names of the classes; empty: their numbers
     */
    static Dataset read(
            SetFiles files,
            Path folder,
            List<String> classes,
            String provenance,
            ValuePrecision precision) {
        return new IdxSource(
                        files.file(folder, TRAIN_IMAGES).orElseThrow(),
                        files.file(folder, TEST_IMAGES).orElseThrow(),
                        files.file(folder, TRAIN_LABELS).orElseThrow(),
                        files.file(folder, TEST_LABELS).orElseThrow(),
                        files.name())
                .read(classes, provenance, precision);
    }

    /** Returns the names of the classes. */
    List<String> classes();

    @Override
    default OptionalLong trainingExamples() {
        return OptionalLong.of(60_000);
    }

    @Override
    default Dataset read(Path folder, ValuePrecision precision, Progress progress) {
        return read(files(), folder, classes(), files().provenance(folder), precision);
    }

    @Override
    default String remedy(Path target) {
        return "Put the four files, plain or gzipped (.gz), into %s, or set VAELAB_DATA to the folder that holds %s/."
                .formatted(target, files().name());
    }

    /** The MNIST digits. */
    @Cites("lecun1998")
    @Part(
            value = "mnist",
            description = "handwritten digits, 60,000 + 10,000 grey images of 28x28, 10 classes",
            paper = "LeCun et al. (1998)")
    record Mnist() implements IdxSet {

        @Override
        public SetFiles files() {
            return IdxSet.files(
                    "mnist",
                    "MNIST (LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to"
                            + " document recognition. Proc. IEEE 86, 1998)",
                    List.of(
                            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
                    Map.of(
                            TRAIN_IMAGES, "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                            TRAIN_LABELS, "d53e105ee54ea40749a09fcbcd1e9432",
                            TEST_IMAGES, "9fb629c4189551a2d022fa330f9573f3",
                            TEST_LABELS, "ec29112dd5afa0611ce80d1b7f02629c"));
        }

        @Override
        public List<String> classes() {
            return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        }
    }

    /** The pictures of Fashion-MNIST. */
    @Cites("xiao2017")
    @Part(
            value = "fashion-mnist",
            description = "pieces of clothing, 60,000 + 10,000 grey images of 28x28, 10 classes",
            paper = "Xiao, Rasul and Vollgraf (2017)")
    record FashionMnist() implements IdxSet {

        @Override
        public SetFiles files() {
            return IdxSet.files(
                            "fashion-mnist",
                            "Fashion-MNIST (Xiao, Rasul, Vollgraf: arXiv 1708.07747)",
                            List.of(
                                    URI.create(
                                            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
                                    URI.create(
                                            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
                            Map.of(
                                    TRAIN_IMAGES, "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                                    TRAIN_LABELS, "25c81989df183df01b3e8a0aad5dffbe",
                                    TEST_IMAGES, "bef4ecab320f06d8554ea6380940ec79",
                                    TEST_LABELS, "bb300cfdad3c16e7a12a480ee83cd310"))
                    .licensed(
                            new SetFiles.License(
                                    "https://spdx.org/licenses/MIT",
                                    "https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
                                    ""));
        }

        @Override
        public List<String> classes() {
            return List.of(
                    "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
                            .split(",", -1));
        }
    }
}
