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
 * OMNIGLOT as Burda et al. (2016) split it: images in [0, 1] in the columns of {@code data} and {@code
 * testdata}, one-hot alphabets in {@code target} and {@code testtarget}. A column of the file holds an
 * image column by column; here it is upright.
 */
@Cites("lake2015")
@Part(
        value = "omniglot",
        description =
                "handwritten characters of 50 alphabets, 24,345 + 8,070 images of 28x28 in [0, 1]",
        paper = "Lake, Salakhutdinov and Tenenbaum (2015)")
public record Omniglot(
        @Setting("folder of chardata.mat; default omniglot under a data root") @Nullable Path path)
        implements PublishedSet {

    private static final String FILE = "chardata.mat";
    private static final int SIDE = 28;
    private static final int ALPHABETS = 50;

    @Override
    public SetFiles files() {
        return new SetFiles(
                "omniglot",
                List.of(FILE),
                "https://github.com/yburda/iwae/tree/master/datasets/OMNIGLOT");
    }

    @Override
    public Dataset read(Path folder, ValuePrecision precision, Progress progress)
            throws IOException {
        MatFiles file = MatFiles.read(folder.resolve(FILE));
        return Dataset.of(
                "omniglot",
                new DataShape(1, SIDE, SIDE),
                examples(file, "data", "target").in(precision),
                examples(file, "testdata", "testtarget").in(precision),
                "OMNIGLOT (Lake, Salakhutdinov, Tenenbaum: Human-level concept learning, 2015),"
                        + " split of Burda et al. (2016), file in "
                        + folder);
    }

    private static Examples examples(MatFiles file, String data, String target) {
        Matrix images = file.matrix(data, SIDE * SIDE, -1);
        int size = images.getNumCols();
        double[] values = new double[size * SIDE * SIDE];
        for (int from = 0; from < values.length; from++) {
            values[Silhouettes.upright(from, SIDE)] = images.getDouble(from);
        }
        Matrix alphabets = file.matrix(target, ALPHABETS, size);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = Labels.UNKNOWN;
            for (int k = 0; k < ALPHABETS; k++) {
                labels[i] = alphabets.getDouble(i * ALPHABETS + k) > 0 ? k : labels[i];
            }
        }
        return Examples.unitInterval(SIDE * SIDE, values)
                .withLabels(Labels.of(List.of(Labels.Column.of("class", ALPHABETS, labels))));
    }
}
