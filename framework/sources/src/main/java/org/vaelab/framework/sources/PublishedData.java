// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A published data set in MNIST's format.
 *
 * @param name the name of the source and of its folder
 * @param classes the names of the classes
 * @param mirrors folders from which the gzipped files come, each ending in a slash, tried in order
 * @param md5 the MD5 of every gzipped file, by its name without {@code .gz}
 * @param citation where the data are from
 */
record PublishedData(
        String name,
        List<String> classes,
        List<URI> mirrors,
        Map<String, String> md5,
        String citation) {

    static final int TRAINING_EXAMPLES = 60_000;

    static final PublishedData MNIST =
            new PublishedData(
                    "mnist",
                    List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                    List.of(
                            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
                    Map.of(
                            IdxFolder.TRAIN_IMAGES, "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                            IdxFolder.TRAIN_LABELS, "d53e105ee54ea40749a09fcbcd1e9432",
                            IdxFolder.TEST_IMAGES, "9fb629c4189551a2d022fa330f9573f3",
                            IdxFolder.TEST_LABELS, "ec29112dd5afa0611ce80d1b7f02629c"),
                    "MNIST (LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to"
                            + " document recognition. Proc. IEEE 86, 1998)");

    static final PublishedData FASHION_MNIST =
            new PublishedData(
                    "fashion-mnist",
                    List.of(
                            "T-shirt/top",
                            "Trouser",
                            "Pullover",
                            "Dress",
                            "Coat",
                            "Sandal",
                            "Shirt",
                            "Sneaker",
                            "Bag",
                            "Ankle boot"),
                    List.of(
                            URI.create(
                                    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
                            URI.create(
                                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
                    Map.of(
                            IdxFolder.TRAIN_IMAGES, "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                            IdxFolder.TRAIN_LABELS, "25c81989df183df01b3e8a0aad5dffbe",
                            IdxFolder.TEST_IMAGES, "bef4ecab320f06d8554ea6380940ec79",
                            IdxFolder.TEST_LABELS, "bb300cfdad3c16e7a12a480ee83cd310"),
                    "Fashion-MNIST (Xiao, Rasul, Vollgraf: arXiv 1708.07747)");

    static final List<String> NAMES = List.of(MNIST.name, FASHION_MNIST.name);
}
