// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The image files of a folder and its subfolders, in the order of their names.
 *
 * @param path of the folder, or of a single image
 * @param files the images
 * @param others the number of files that are no images by their names
 */
record ImageFolder(Path path, List<Path> files, int others) {

    /**
     * Lists a folder.
     *
     * @throws DataException if there is no such folder, or no image in it
     */
    static ImageFolder of(Path path) {
        if (Files.isRegularFile(path)) {
            return new ImageFolder(path, List.of(path), 0);
        }
        if (Files.notExists(path)) {
            throw UnreadableFile.because(path, new NoSuchFileException(path.toString()));
        }
        List<Path> images = new ArrayList<>();
        int others = 0;
        try (Stream<Path> all = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                if (ImageFile.isImage(file)) {
                    images.add(file);
                } else if (!file.getFileName().toString().startsWith(".")) {
                    others++;
                }
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        if (images.isEmpty()) {
            throw DataException.of(
                    "%s: no image among %s files; expected PNG, JPEG, BMP, GIF or TIFF",
                    path, others);
        }
        List<Path> sorted =
                images.stream().sorted((a, b) -> name(path, a).compareTo(name(path, b))).toList();
        return new ImageFolder(path, sorted, others);
    }

    private static String name(Path folder, Path file) {
        return folder.equals(file)
                ? file.getFileName().toString()
                : folder.relativize(file).toString().replace('\\', '/');
    }

    /** Returns what an image is called: its path in the folder. */
    String name(int index) {
        return name(path, files.get(index));
    }

    /** Returns the subfolder of an image, which is its class; empty if it lies in the folder itself. */
    Optional<String> subfolder(int index) {
        String name = name(index);
        int slash = name.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash));
    }

    /** Returns all subfolders with images, sorted. */
    List<String> subfolders() {
        return IntStream.range(0, files.size())
                .mapToObj(this::subfolder)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the first image that can be read.
     *
     * @throws DataException if none can
     */
    Picture first() {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            try {
                return ImageFile.read(files.get(i));
            } catch (IOException e) {
                failures.add(name(i) + " (" + FileProblem.reason(e) + ")");
            }
        }
        throw DataException.of("%s: no image can be read: %s", path, String.join(", ", failures));
    }
}
