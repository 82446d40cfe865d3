// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds NVIDIA's driver and CUDA libraries by looking into folders; loads nothing. */
record CudaSearch(List<Path> folders, Path root) {

    private static final Pattern MODULE =
            Pattern.compile("Kernel Module.*?\\s([0-9]+(\\.[0-9]+)+)");

    /**
     * A library in a folder.
     *
     * @param version as far as names show it: that of the file, or of its Python package
     */
    record Found(Path path, String version) {}

    static CudaSearch ofSystem() {
        return in(System.getenv(), Path.of("/"));
    }

    /** Looks into the folders that variables name, and those below a root. */
    static CudaSearch in(Map<String, String> environment, Path root) {
        return new CudaSearch(LibraryFolders.in(environment, root), root);
    }

    /** Returns the folders, in the order in which they are looked into. */
    Optional<Found> find(CudaLibrary library) {
        return first(library.file()).map(path -> new Found(path, version(path, library.wheel())));
    }

    /** Returns the driver's library, with the driver's version where it is known. */
    Optional<Found> driver() {
        return first(CudaLibrary.DRIVER)
                .map(
                        path -> {
                            String version = CudaLibrary.versionIn(realName(path));
                            return new Found(
                                    path,
                                    version.contains(".") ? version : loadedModule().orElse(""));
                        });
    }

    /** Returns the folders that hold a needed library, each once. */
    Set<Path> foldersInUse() {
        Set<Path> used = new LinkedHashSet<>();
        for (CudaLibrary library : CudaLibrary.NEEDED) {
            find(library).map(found -> found.path().getParent()).ifPresent(used::add);
        }
        return used;
    }

    private Optional<Path> first(String file) {
        return folders.stream()
                .map(folder -> folder.resolve(file))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String version(Path path, String wheel) {
        String version = CudaLibrary.versionIn(realName(path));
        return version.contains(".") ? version : ofPackage(path, wheel).orElse(version);
    }

    /**
     * The name that links lead to has the whole version: libcublas.so.13 is libcublas.so.13.1.0.3.
     */
    private static String realName(Path path) {
        try {
            return String.valueOf(path.toRealPath().getFileName());
        } catch (IOException e) {
            return String.valueOf(path.getFileName());
        }
    }

    /** Files of Python's packages have short names, and a folder {@code NAME-VERSION.dist-info}. */
    private static Optional<String> ofPackage(Path path, String wheel) {
        Path site = path;
        for (int i = 0; i < 4 && site != null; i++) {
            site = site.getParent();
        }
        if (site == null) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> infos = Files.newDirectoryStream(site, wheel + "-*.dist-info")) {
            for (Path info : infos) {
                String name = String.valueOf(info.getFileName());
                return Optional.of(
                        name.substring(wheel.length() + 1, name.length() - ".dist-info".length()));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<String> loadedModule() {
        try {
            Matcher module =
                    MODULE.matcher(Files.readString(root.resolve("proc/driver/nvidia/version")));
            return module.find() ? Optional.of(module.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
