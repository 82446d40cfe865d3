// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;
import org.vaelab.framework.sources.image.ImageFile;

/** Finds the size to which the images of a folder are brought. */
final class ImageRecognition {

    private static final int LOOKED_AT = 200;
    private static final int LARGEST = 64;

    private ImageRecognition() {}

    static Recognized of(Path folder) {
        List<Path> images = images(folder);
        if (images.isEmpty()) {
            refuseTexts(folder);
            throw Recognition.unknown(folder + ", a folder without images");
        }
        List<Integer> sides = new ArrayList<>();
        Set<String> sizes = new TreeSet<>();
        for (Path image : images) {
            size(image, sides, sizes);
        }
        Recognized found = new Recognized("images").with("path", folder, classes(folder));
        // Half of the images are at least so large.
        int usual = sides.stream().sorted().skip(sides.size() / 2).findFirst().orElse(LARGEST);
        if (sizes.size() > 1 || usual > LARGEST) {
            String why =
                    sizes.size() > 1
                            ? "the images have several sizes, %s among them"
                                    .formatted(sizes.iterator().next())
                            : "the images are of %s; larger ones train longer"
                                    .formatted(sizes.iterator().next());
            found.with("size", usual >= 64 ? 64 : usual >= 32 ? 32 : usual, why);
        }
        return found;
    }

    /** Says how many images each subfolder has, whose name is their class. */
    private static String classes(Path folder) {
        Map<String, Long> counts =
                files(folder, ImageFile::isImage).stream()
                        .map(folder::relativize)
                        .filter(file -> file.getNameCount() > 1)
                        .collect(
                                Collectors.groupingBy(
                                        file -> file.getParent().toString(),
                                        TreeMap::new,
                                        Collectors.counting()));
        return counts.size() < 2 ? "" : TableRecognition.sizes(counts);
    }

    private static void refuseTexts(Path folder) {
        List<Path> texts = files(folder, file -> Recognition.ending(file).equals("txt"));
        if (!texts.isEmpty()) {
            throw DataException.of(
                    "%s: a folder of texts, as %s, is not read\nwrite them into one table, a text in each row: text.csv with the columns text and label",
                    folder, folder.relativize(texts.get(0)));
        }
    }

    static List<Path> images(Path folder) {
        return files(folder, ImageFile::isImage).stream().limit(LOOKED_AT).toList();
    }

    private static List<Path> files(Path folder, Predicate<Path> which) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(which).filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw UnreadableFile.because(folder, e);
        }
    }

    private static void size(Path image, List<Integer> sides, Set<String> sizes) {
        try (ImageInputStream in = ImageIO.createImageInputStream(image.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (readers.hasNext()) {
                ImageReader reader = readers.next();
                reader.setInput(in);
                sides.add(Math.min(reader.getHeight(0), reader.getWidth(0)));
                sizes.add(reader.getHeight(0) + "x" + reader.getWidth(0));
                reader.dispose();
            }
        } catch (IOException e) {
            // The source refuses the image with a reason.
        }
    }
}
