// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** CIFAR-10 in its binary version: a byte of the class, then 3072 of an image, channels first. */
@Cites("krizhevsky2009")
@Part(
        value = "cifar10",
        description = "photographs of objects, 50,000 + 10,000 colour images of 32x32, 10 classes",
        paper = "Krizhevsky (2009)")
public record Cifar10(
        @Setting(
                        "folder of data_batch_1.bin to 5 and test_batch.bin; default cifar10 under"
                                + " a data root, else they are downloaded")
                @Nullable Path path)
        implements TwoPartSet {

    private static final DataShape SHAPE = new DataShape(3, 32, 32);
    private static final String TEST = "test_batch.bin";
    private static final List<String> TRAINING =
            IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
    private static final List<String> CLASSES =
            List.of("airplane automobile bird cat deer dog frog horse ship truck".split(" ", -1));

    @Override
    public SetFiles files() {
        List<String> names = new ArrayList<>(TRAINING);
        names.add(TEST);
        return new SetFiles(
                        "cifar10",
                        names,
                        "https://www.cs.toronto.edu/~kriz/cifar.html",
                        "CIFAR-10 (Krizhevsky: Learning multiple layers of features from tiny"
                                + " images, 2009)")
                .from(
                        new SetFiles.Download(
                                List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
                                Map.of(
                                        "cifar-10-binary.tar.gz",
                                        "c32a1d4ab5d03f1284b67883e8d87530"),
                                true));
    }

    @Override
    public DataShape shape() {
        return SHAPE;
    }

    @Override
    public Examples examples(Path folder, boolean isTest, ValuePrecision precision)
            throws IOException {
        int width = SHAPE.size();
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        IntStream.Builder labels = IntStream.builder();
        for (String name : isTest ? List.of(TEST) : TRAINING) {
            Path file = folder.resolve(name);
            byte[] content = Files.readAllBytes(GivenFile.required(file));
            if (content.length == 0 || content.length % (width + 1) != 0) {
                throw DataException.of(
                        "%s: %s bytes are no number of images of 1 + %s bytes; the file is"
                                + " truncated, or not of the binary version",
                        file, content.length, width);
            }
            for (int from = 0; from < content.length; from += width + 1) {
                labels.add(content[from]);
                levels.write(content, from + 1, width);
            }
        }
        Examples images = Examples.greyLevels(width, levels.toByteArray()).in(precision);
        return SetFiles.labelled(images, CLASSES, labels.build().toArray());
    }
}
