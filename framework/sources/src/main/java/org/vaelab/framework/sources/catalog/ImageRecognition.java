// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
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
            throw Recognition.unknown(folder + ", a folder without images");
        }
        Set<Integer> sides = new TreeSet<>();
        Set<String> sizes = new TreeSet<>();
        for (Path image : images) {
            size(image, sides, sizes);
        }
        Recognized found = Recognized.of("images", folder);
        int least = sides.stream().findFirst().orElse(LARGEST);
        if (sizes.size() > 1 || least > LARGEST) {
            String why =
                    sizes.size() > 1
                            ? "the images have several sizes, %s among them"
                                    .formatted(sizes.iterator().next())
                            : "the images are of %s; larger ones train longer"
                                    .formatted(sizes.iterator().next());
            found.with("size", least >= 64 ? 64 : least >= 32 ? 32 : least, why);
        }
        return found;
    }

    static List<Path> images(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(ImageFile::isImage)
                    .filter(Files::isRegularFile)
                    .limit(LOOKED_AT)
                    .toList();
        } catch (IOException e) {
            throw UnreadableFile.because(folder, e);
        }
    }

    private static void size(Path image, Set<Integer> sides, Set<String> sizes) {
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
