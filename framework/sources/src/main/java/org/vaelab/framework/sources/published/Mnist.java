// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/** The MNIST digits. */
@Cites("lecun1998")
@Part(
        value = "mnist",
        description = "handwritten digits, 60,000 + 10,000 grey images of 28x28, 10 classes",
        paper = "LeCun et al. (1998)")
public record Mnist() implements IdxSet {

    @Override
    public SetFiles files() {
        return IdxSet.files(
                "mnist",
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
        return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Override
    public String citation() {
        return "MNIST (LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document"
                + " recognition. Proc. IEEE 86, 1998)";
    }
}
