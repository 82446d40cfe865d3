// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.HeldOut;

/** Image files in a folder; subfolders are classes. */
@Part(
        value = "images",
        description = "a folder of image files (PNG, JPEG and others), subfolders are classes")
public record ImageSource(
        @Setting("folder of the training images, or of all images") Path path,
        @Setting("folder of the test images; absent: some images of path are held out")
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

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        Path cache = DataLocations.ofSystem().cache();
        ImageFolder folder = ImageFolder.of(path);
        ImageForm form = form(folder);
        List<String> classes = classes(folder);
        DecodedImages images = new DecodedImages(folder, form, progress);
        Examples all = examples(images, folder, classes, cache, precision);
        List<String> remarks = new ArrayList<>(images.remarks());
        Examples train = all;
        Examples held;
        String others;
        if (test == null) {
            HeldOut parts = HeldOut.of(path.toString(), all.size(), testFraction, seed);
            train = all.select(parts.train());
            held = all.select(parts.test());
            others = parts.toString();
        } else {
            ImageFolder testFolder = ImageFolder.of(test);
            DecodedImages testImages = new DecodedImages(testFolder, form, progress);
            held = examples(testImages, testFolder, classes, cache, precision);
            remarks.addAll(testImages.remarks());
            others = test.toString();
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

    /** Returns the source of a folder with default settings. */
    public static ImageSource of(Path path) {
        return new ImageSource(path, null, null, null, null, null, null, null);
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new ImageReader(this));
    }

    Crop cropOrCenter() {
        return crop == null ? Crop.CENTER : crop;
    }

    private ImageForm form(ImageFolder folder) {
        Picture first = DecodedImages.first(folder);
        ColourMode wanted = first.channels() == 1 ? ColourMode.GREY : ColourMode.COLOUR;
        return new ImageForm(
                mode == null ? wanted : mode,
                size == null ? new ImageSize(first.height(), first.width()) : size,
                size == null ? Optional.empty() : Optional.of(cropOrCenter()));
    }

    /** Images in the folder itself have no class; without subfolders there are no labels. */
    private static List<String> classes(ImageFolder folder) {
        TreeSet<String> classes = new TreeSet<>();
        for (int i = 0; i < folder.files().size(); i++) {
            folder.subfolder(i).ifPresent(classes::add);
        }
        return List.copyOf(classes);
    }

    static Examples examples(
            DecodedImages images,
            ImageFolder folder,
            List<String> classes,
            Path cache,
            ValuePrecision precision) {
        Examples all = images.decode(cache, precision);
        int[] readable = images.readable();
        Examples found =
                all.select(readable).from(new Origin("file", i -> folder.name(readable[i])));
        if (classes.isEmpty()) {
            return found;
        }
        List<String> subfolders =
                Arrays.stream(readable).mapToObj(i -> folder.subfolder(i).orElse("")).toList();
        Labels.Column column =
                Labels.Column.named(
                        "class",
                        classes,
                        subfolders,
                        other -> {
                            throw DataException.of(
                                    "%s: the class %s has no training image; there are: %s",
                                    folder.path().resolve(other),
                                    other,
                                    String.join(", ", classes));
                        });
        return found.withLabels(Labels.of(List.of(column)));
    }

    private String nameInTables() {
        return name != null ? name : Objects.toString(path.getFileName(), "images");
    }
}
