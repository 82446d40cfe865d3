// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * MNIST with one fixed binarisation: 784 zeros and ones in a line of text. The training examples
 * are those of the training file, then those of the validation file.
 */
@Cites("larochelle2011")
@Part(
        value = "binarized-mnist",
        description =
                "MNIST in one fixed binarisation, 60,000 (50,000 + 10,000 of validation) + 10,000"
                        + " binary images of 28x28, without labels",
        paper = "Larochelle and Murray (2011)")
public record BinarizedMnist(
        @Setting(
                        "folder of binarized_mnist_train.amat, _valid.amat and _test.amat; default"
                                + " binarized-mnist under a data root")
                @Nullable Path path)
        implements TwoPartSet {
    private static final String TRAIN = "binarized_mnist_train.amat";
    private static final String VALID = "binarized_mnist_valid.amat";
    private static final String TEST = "binarized_mnist_test.amat";
    private static final DataShape SHAPE = new DataShape(1, 28, 28);

    @Override
    public SetFiles files() {
        return new SetFiles(
                "binarized-mnist",
                List.of(TRAIN, VALID, TEST),
                "http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/",
                "binarised MNIST (Larochelle, Murray: The neural autoregressive distribution"
                        + " estimator, 2011)");
    }

    @Override
    public DataShape shape() {
        return SHAPE;
    }

    @Override
    public Examples examples(Path folder, boolean isTest, ValuePrecision precision)
            throws IOException {
        ByteArrayOutputStream bits = new ByteArrayOutputStream();
        for (String file : isTest ? List.of(TEST) : List.of(TRAIN, VALID)) {
            read(folder.resolve(file), bits);
        }
        return Examples.binary(SHAPE.size(), bits.toByteArray());
    }

    private static void read(Path file, ByteArrayOutputStream bits) throws IOException {
        int number = 0;
        try (BufferedReader lines =
                Files.newBufferedReader(GivenFile.required(file), StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine();
                    line != null || number == 0;
                    line = lines.readLine()) {
                String values = line == null ? "" : line.replace(" ", "");
                number++;
                for (int i = 0; i < values.length(); i++) {
                    char c = values.charAt(i);
                    if (c != '0' && c != '1') {
                        throw DataException.of(
                                "%s, line %s: character '%s', expected 0 or 1", file, number, c);
                    }
                    bits.write(c - '0');
                }
                if (values.length() != SHAPE.size()) {
                    throw DataException.of(
                            "%s, line %s: %s values, expected %s; the file may be truncated",
                            file, number, values.length(), SHAPE.size());
                }
            }
        }
    }
}
