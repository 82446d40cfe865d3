// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/**
 * Caltech 101 silhouettes of 28x28. The training examples are those of {@code train_data} and {@code
 * val_data}. In the file 1 is the background, and images lie column by column; here 1 is the
 * silhouette, and images are upright.
 */
@Cites("marlin2010")
@Part(
        value = "caltech-silhouettes",
        description =
                "silhouettes of objects, 6,364 (4,100 + 2,264 of validation) + 2,307 binary images"
                        + " of 28x28, 101 classes",
        paper = "Marlin et al. (2010)")
public record Silhouettes(
        @Setting(
                        "folder of caltech101_silhouettes_28_split1.mat; default"
                                + " caltech-silhouettes under a data root")
                @Nullable Path path)
        implements PublishedSet {

    private static final String FILE = "caltech101_silhouettes_28_split1.mat";
    private static final int SIDE = 28;
    private static final int CLASSES = 101;

    /** Returns the row-major place of a value of images that lie column by column. */
    static int upright(int place, int side) {
        int image = place / (side * side);
        return (image * side + place % side) * side + place / side % side;
    }

    @Override
    public SetFiles files() {
        return new SetFiles(
                "caltech-silhouettes",
                List.of(FILE),
                "https://people.cs.umass.edu/~marlin/data.shtml");
    }

    @Override
    public Dataset read(Path folder, ValuePrecision precision, Progress progress)
            throws IOException {
        MatFiles file = MatFiles.read(folder.resolve(FILE));
        return Dataset.of(
                "caltech-silhouettes",
                new DataShape(1, SIDE, SIDE),
                examples(file, "train", "val"),
                examples(file, "test"),
                "Caltech 101 silhouettes (Marlin et al.: Inductive principles for restricted"
                        + " Boltzmann machine learning, 2010), file in "
                        + folder);
    }

    private static Examples examples(MatFiles file, String... parts) {
        int size = 0;
        for (String part : parts) {
            size += file.matrix(part + "_data", -1, SIDE * SIDE).getNumRows();
        }
        byte[] bits = new byte[size * SIDE * SIDE];
        int[] labels = new int[size];
        int first = 0;
        for (String part : parts) {
            Matrix images = file.matrix(part + "_data", -1, SIDE * SIDE);
            Matrix classes = file.matrix(part + "_labels", images.getNumRows(), 1);
            for (int i = 0; i < images.getNumRows(); i++) {
                labels[first + i] = classes.getInt(i, 0) - 1;
                for (int j = 0; j < SIDE * SIDE; j++) {
                    int to = upright((first + i) * SIDE * SIDE + j, SIDE);
                    bits[to] = (byte) (1 - images.getInt(i, j));
                }
            }
            first += images.getNumRows();
        }
        return Examples.binary(SIDE * SIDE, bits)
                .withLabels(Labels.of(List.of(Labels.Column.of("class", CLASSES, labels))));
    }
}
