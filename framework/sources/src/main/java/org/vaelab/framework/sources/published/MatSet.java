// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.array.ArrayFile;
import org.vaelab.framework.sources.array.StoredArray;

/** A published set in MATLAB files. Its images lie column by column; here they are upright. */
public interface MatSet extends TwoPartSet {

    /** Returns the values of images whose pixels lie column by column. */
    private static DataRows upright(StoredArray images, DataShape shape, boolean grey) {
        int height = shape.height();
        int width = shape.width();
        int[] places =
                IntStream.range(0, shape.size())
                        .map(
                                j ->
                                        (j / (height * width) * width + j % width) * height
                                                + j / width % height)
                        .toArray();
        return images.rows(places, grey);
    }

    private static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /**
     * House numbers, cropped digits: X [32, 32, 3, N] of bytes, and y [N, 1], of which 10 is the
     * digit 0.
     */
    @Cites("netzer2011")
    @Part(
            value = "svhn",
            description =
                    "digits of house numbers, 73,257 + 26,032 colour images of 32x32, 10 classes",
            paper = "Netzer et al. (2011)")
    record Svhn(
            @Setting(
                            "folder of train_32x32.mat and test_32x32.mat; default svhn under a data"
                                    + " root, else they are downloaded")
                    @Nullable Path path)
            implements MatSet {
        private static final String TRAIN = "train_32x32.mat";
        private static final String TEST = "test_32x32.mat";
        private static final String ADDRESS = "http://ufldl.stanford.edu/housenumbers/";
        private static final int DIGITS = 10;

        @Override
        public SetFiles files() {
            return new SetFiles(
                            "svhn",
                            List.of(TRAIN, TEST),
                            ADDRESS,
                            "SVHN (Netzer et al.: Reading digits in natural images, 2011)")
                    .from(
                            new SetFiles.Download(
                                    List.of(URI.create(ADDRESS)),
                                    Map.of(
                                            TRAIN, "e26dedcc434d2e4c54c9b2d4a06d8373",
                                            TEST, "eb5a983be6a315427106f1b164d9cef3"),
                                    false));
        }

        @Override
        public DataShape shape() {
            return new DataShape(3, 32, 32);
        }

        @Override
        public Examples examples(Path folder, boolean isTest, ValuePrecision precision) {
            ArrayFile file = ArrayFile.open(folder.resolve(isTest ? TEST : TRAIN));
            StoredArray images = file.array("X").shaped(32, 32, 3, -1).reversed();
            double[] digits = file.array("y").shaped(images.examples(), 1).columns()[0];
            return SetFiles.labelled(
                    Examples.loaded(
                            upright(images, shape(), true), ValueDomain.GREY_LEVELS, precision),
                    numbers(DIGITS),
                    Arrays.stream(digits).mapToInt(digit -> (int) digit % DIGITS).toArray());
        }
    }

    /**
     * OMNIGLOT as Burda et al. (2016) split it: images in [0, 1] in the columns of {@code data} and
     * {@code testdata}, one-hot alphabets in {@code target} and {@code testtarget}.
     */
    @Cites("lake2015")
    @Part(
            value = "omniglot",
            description =
                    "handwritten characters of 50 alphabets, 24,345 + 8,070 images of 28x28 in [0, 1]",
            paper = "Lake, Salakhutdinov and Tenenbaum (2015)")
    record Omniglot(
            @Setting("folder of chardata.mat; default omniglot under a data root")
                    @Nullable Path path)
            implements MatSet {
        private static final String FILE = "chardata.mat";
        private static final int ALPHABETS = 50;

        @Override
        public SetFiles files() {
            return new SetFiles(
                            "omniglot",
                            List.of(FILE),
                            "https://github.com/yburda/iwae/tree/master/datasets/OMNIGLOT",
                            "OMNIGLOT (Lake, Salakhutdinov, Tenenbaum: Human-level concept learning,"
                                    + " 2015), split of Burda et al. (2016)")
                    .licensed(
                            new SetFiles.License(
                                    "https://spdx.org/licenses/MIT",
                                    "https://github.com/brendenlake/omniglot/blob/master/LICENSE",
                                    "the original images; for this split none is known"));
        }

        @Override
        public DataShape shape() {
            return new DataShape(1, 28, 28);
        }

        @Override
        public Examples examples(Path folder, boolean isTest, ValuePrecision precision) {
            String part = isTest ? "test" : "";
            ArrayFile file = ArrayFile.open(folder.resolve(FILE));
            StoredArray images = file.array(part + "data").shaped(shape().size(), -1).reversed();
            double[][] alphabets =
                    file.array(part + "target")
                            .shaped(ALPHABETS, images.examples())
                            .reversed()
                            .columns();
            int[] labels = new int[images.examples()];
            Arrays.fill(labels, Labels.UNKNOWN);
            for (int k = 0; k < ALPHABETS; k++) {
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = alphabets[k][i] > 0 ? k : labels[i];
                }
            }
            return SetFiles.labelled(
                    Examples.loaded(
                            upright(images, shape(), false), ValueDomain.UNIT_INTERVAL, precision),
                    numbers(ALPHABETS),
                    labels);
        }
    }

    /**
     * Caltech 101 silhouettes of 28x28. The training examples are those of {@code train_data} and
     * {@code val_data}. In the file 1 is the background; here 1 is the silhouette.
     */
    @Cites("marlin2010")
    @Part(
            value = "caltech-silhouettes",
            description =
                    "silhouettes of objects, 6,364 (4,100 + 2,264 of validation) + 2,307 binary"
                            + " images of 28x28, 101 classes",
            paper = "Marlin et al. (2010)")
    record Silhouettes(
            @Setting(
                            "folder of caltech101_silhouettes_28_split1.mat; default"
                                    + " caltech-silhouettes under a data root")
                    @Nullable Path path)
            implements MatSet {
        private static final String FILE = "caltech101_silhouettes_28_split1.mat";
        private static final int CLASSES = 101;

        @Override
        public SetFiles files() {
            return new SetFiles(
                    "caltech-silhouettes",
                    List.of(FILE),
                    "https://people.cs.umass.edu/~marlin/data.shtml",
                    "Caltech 101 silhouettes (Marlin et al.: Inductive principles for restricted"
                            + " Boltzmann machine learning, 2010)");
        }

        @Override
        public DataShape shape() {
            return new DataShape(1, 28, 28);
        }

        @Override
        public Examples examples(Path folder, boolean isTest, ValuePrecision precision) {
            ArrayFile file = ArrayFile.open(folder.resolve(FILE));
            ByteArrayOutputStream bits = new ByteArrayOutputStream();
            IntStream.Builder labels = IntStream.builder();
            double[] row = new double[shape().size()];
            for (String part : isTest ? List.of("test") : List.of("train", "val")) {
                StoredArray images = file.array(part + "_data").shaped(-1, row.length);
                DataRows rows = upright(images, shape(), false);
                for (int i = 0; i < rows.size(); i++) {
                    rows.read(i, row, 0);
                    for (double value : row) {
                        bits.write(1 - (int) value);
                    }
                }
                StoredArray classes = file.array(part + "_labels").shaped(rows.size(), 1);
                Arrays.stream(classes.columns()[0]).forEach(k -> labels.add((int) k - 1));
            }
            return SetFiles.labelled(
                    Examples.binary(row.length, bits.toByteArray()),
                    numbers(CLASSES),
                    labels.build().toArray());
        }
    }
}
