// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.tables.ParquetFiles;

/** Image files in a folder, where subfolders are classes, or in a column of Parquet files. */
@Part(
        value = "images",
        description = "image files in a folder, subfolders are classes; or in Parquet files")
public record ImageSource(
        @Setting("folder or Parquet files of the training images, or of all images") Path path,
        @Setting("the same of the test images; absent: some images of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the images of path held out for the test, between 0 and 1;"
                                + " default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting(
                        "size to which images are resized: 64, or 48x64 (height first); absent: all"
                                + " have the same size")
                @Nullable ImageSize size,
        @Setting(
                        "what is cut out of the middle before: center (as much as has the"
                                + " proportions of size), none (all is stretched), or a size such as"
                                + " 140; default center")
                @Nullable Crop crop,
        @Setting("grey or colour; default that of the first image") @Nullable ColourMode mode,
        @Setting("column of the images in Parquet files; default the only one that may have them")
                @Nullable String column,
        @Setting("column of the class in Parquet files; default the first whose classes they name")
                @Nullable String label,
        @Setting("seed of the choice of test images; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the folder") @Nullable String name)
        implements DataSource {

    /**
     * Checks the settings.
     *
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public ImageSource {
        HeldOut.requireValid("images", test, testFraction);
        if (crop != null && size == null) {
            throw DataException.of(
                    "source images: crop is %s without size; set the size of the result", crop);
        }
    }

    /** Returns the source of a folder with default settings. */
    public static ImageSource of(Path path) {
        return new ImageSource(path, null, null, null, null, null, null, null, null, null);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return load(
                progress,
                precision,
                all -> HeldOut.of(path.toString(), all.size(), testFraction, seed));
    }

    @Override
    public Optional<DataSource> splitBy(Predicate<String> isTest) {
        if (test != null || testFraction != null || isParquet(path)) {
            return Optional.empty();
        }
        return Optional.of(
                (progress, precision) ->
                        load(
                                progress,
                                precision,
                                all ->
                                        HeldOut.byName(
                                                path.toString(),
                                                all.size(),
                                                all.origin().of(),
                                                isTest)));
    }

    private Dataset load(
            Progress progress, ValuePrecision precision, Function<Examples, HeldOut> split) {
        StoredImages all = images(path, false);
        DecodedImage first = all.first();
        ColourMode stored = first.channels() == 1 ? ColourMode.GREY : ColourMode.COLOUR;
        ImageForm form =
                new ImageForm(
                        mode == null ? stored : mode,
                        size == null ? new ImageSize(first.height(), first.width()) : size,
                        cropped());
        DecodedImages images = new DecodedImages(all, form, progress);
        Examples train = images.read(all.names(), precision);
        List<String> remarks = new ArrayList<>();
        images.remarks().forEach(remark -> remarks.add(path + ": " + remark));
        Examples held;
        String others;
        @Nullable Path ofTest = tested();
        if (ofTest == null) {
            HeldOut parts = split.apply(train);
            held = train.select(parts.test());
            train = train.select(parts.train());
            others = parts.toString();
        } else {
            DecodedImages tested = new DecodedImages(images(ofTest, false), form, progress);
            tested.requireClasses(all.names());
            held = tested.read(all.names(), precision);
            tested.remarks().forEach(remark -> remarks.add(ofTest + ": " + remark));
            remarks.addAll(test == null ? List.of("test images: " + ofTest) : List.of());
            others = ofTest.toString();
        }
        return Dataset.of(
                nameInTables(),
                form.shape(),
                train,
                held,
                "images in " + path + ", " + others,
                DataFacts.NONE.with(remarks),
                progress);
    }

    private @Nullable Path tested() {
        return test != null || testFraction != null ? test : ParquetFiles.test(path);
    }

    @Override
    public List<Path> readFiles() {
        return Stream.of(path, tested())
                .filter(Objects::nonNull)
                .flatMap(of -> images(of, false).files().stream())
                .toList();
    }

    private static boolean isParquet(Path path) {
        return !ParquetFiles.of(path).isEmpty();
    }

    private StoredImages images(Path of, boolean isNew) {
        boolean hasColumns = !isNew && (column != null || label != null);
        return hasColumns || isParquet(of)
                ? StoredImages.ofParquet(of, column, label, isNew)
                : ImageFolder.of(of);
    }

    /** Returns what is cut out before images are resized; empty: they are not resized. */
    private Optional<Crop> cropped() {
        return size == null ? Optional.empty() : Optional.of(crop == null ? Crop.CENTER : crop);
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new Reader(this, true));
    }

    /** Returns what reads image files for models of other sources. */
    public static ExampleReader newFiles() {
        return new Reader(of(Path.of("images")), false);
    }

    /**
     * Reads an image, or all images of a folder or of Parquet files, for a trained model.
     *
     * @param isOwn whether the model was trained on this source; else a Parquet file is a table
     */
    private record Reader(ImageSource settings, boolean isOwn) implements ExampleReader {

        @Override
        public boolean accepts(Path file) {
            return Files.isDirectory(file) || ImageFile.isImage(file) || (isOwn && isParquet(file));
        }

        @Override
        public Found read(Path file, DataSummary trained) {
            if (!Files.exists(file)) {
                throw new DataException(file + ": no such file or folder");
            }
            DataShape shape = trained.split().map(ValueSplit::whole).orElse(trained.shape());
            ImageForm form =
                    new ImageForm(
                            shape.channels() == 1 ? ColourMode.GREY : ColourMode.COLOUR,
                            new ImageSize(shape.height(), shape.width()),
                            settings.cropped());
            StoredImages all = settings.images(file, true);
            DecodedImages images = new DecodedImages(all, form, Progress.SILENT);
            return new Found(
                    images.read(
                            all.names().isEmpty() ? List.of() : classes(trained),
                            ValuePrecision.DOUBLE),
                    images.remarks());
        }

        private static List<String> classes(DataSummary trained) {
            return trained.labels().stream()
                    .filter(column -> column.name().equals(DecodedImages.CLASS))
                    .map(DataSummary.LabelColumn::valueNames)
                    .findFirst()
                    .orElse(List.of());
        }
    }

    private String nameInTables() {
        return name != null ? name : Objects.toString(path.getFileName(), "images");
    }
}
