// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/** The pictures of Fashion-MNIST. */
@Cites("xiao2017")
@Part(
        value = "fashion-mnist",
        description = "pieces of clothing, 60,000 + 10,000 grey images of 28x28, 10 classes",
        paper = "Xiao, Rasul and Vollgraf (2017)")
public record FashionMnist() implements IdxSet {

    @Override
    public SetFiles files() {
        return IdxSet.files(
                "fashion-mnist",
                List.of(
                        URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
                        URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
                Map.of(
                        TRAIN_IMAGES, "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                        TRAIN_LABELS, "25c81989df183df01b3e8a0aad5dffbe",
                        TEST_IMAGES, "bef4ecab320f06d8554ea6380940ec79",
                        TEST_LABELS, "bb300cfdad3c16e7a12a480ee83cd310"));
    }

    @Override
    public List<String> classes() {
        return List.of(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot");
    }

    @Override
    public String citation() {
        return "Fashion-MNIST (Xiao, Rasul, Vollgraf: arXiv 1708.07747)";
    }
}
