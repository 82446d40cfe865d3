// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import us.hebi.matlab.mat.types.Matrix;

/** House numbers, cropped digits: X [32, 32, 3, N] of bytes, and y [N, 1], of which 10 is the digit 0. */
@Cites("netzer2011")
@Part(
        value = "svhn",
        description = "digits of house numbers, 73,257 + 26,032 colour images of 32x32, 10 classes",
        paper = "Netzer et al. (2011)")
public record Svhn(
        @Setting(
                        "folder of train_32x32.mat and test_32x32.mat; default svhn under a data"
                                + " root, else they are downloaded")
                @Nullable Path path)
        implements PublishedSet {

    private static final String TRAIN = "train_32x32.mat";
    private static final String TEST = "test_32x32.mat";
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int DIGITS = 10;

    @Override
    public SetFiles files() {
        String address = "http://ufldl.stanford.edu/housenumbers/";
        SetFiles.Download download =
                new SetFiles.Download(
                        List.of(URI.create(address)),
                        Map.of(
                                TRAIN, "e26dedcc434d2e4c54c9b2d4a06d8373",
                                TEST, "eb5a983be6a315427106f1b164d9cef3"),
                        false);
        return new SetFiles("svhn", List.of(TRAIN, TEST), false, address, Optional.of(download));
    }

    @Override
    public Dataset read(Path folder, ValuePrecision precision, Progress progress)
            throws IOException {
        return Dataset.of(
                "svhn",
                new DataShape(CHANNELS, SIDE, SIDE),
                examples(MatFiles.read(folder.resolve(TRAIN))).in(precision),
                examples(MatFiles.read(folder.resolve(TEST))).in(precision),
                "SVHN (Netzer et al.: Reading digits in natural images, 2011), files in " + folder);
    }

    private static Examples examples(MatFiles file) {
        Matrix images = file.matrix("X", SIDE, SIDE, CHANNELS, -1);
        int size = images.getDimensions()[3];
        byte[] levels = new byte[images.getNumElements()];
        for (int from = 0; from < levels.length; from++) {
            int row = from % SIDE;
            int column = from / SIDE % SIDE;
            int image = from / (SIDE * SIDE);
            levels[(image * SIDE + row) * SIDE + column] = images.getByte(from);
        }
        Matrix digits = file.matrix("y", size, 1);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = digits.getInt(i) % DIGITS;
        }
        Labels.Column column = Labels.Column.of("class", DIGITS, labels);
        return Examples.greyLevels(CHANNELS * SIDE * SIDE, levels)
                .withLabels(Labels.of(List.of(column)));
    }
}
