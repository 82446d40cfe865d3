// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Detects and configures libtorch's natives for CUDA. */
final class CudaNatives {

    /** The JavaCPP property with the folders of libraries that presets load before their own. */
    private static final String PRELOAD_PATH = "org.bytedeco.javacpp.platform.preloadpath";

    /** The key under which JavaCPP keeps the kind of natives: any kind, where it is absent. */
    private static final String EXTENSION = "platform.extension";

    private static final String CUDA_PART = "torch_cuda";

    /** Present only in the natives that the Maven profile {@code cuda} brings. */
    private static final String[] RESOURCES = {
        "/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch_cuda.so",
        "/org/bytedeco/pytorch/windows-x86_64-gpu/jnitorch_cuda.dll",
    };

    private static boolean prepared;

    private CudaNatives() {}

    /** Returns whether they are on the class path; loads nothing. */
    static boolean present() {
        return Arrays.stream(RESOURCES)
                .anyMatch(resource -> CudaNatives.class.getResource(resource) != null);
    }

    /**
     * Tells JavaCPP the folders in which CUDA libraries were found, once a process and before
     * libtorch is loaded. The presets load them in the order of their dependencies, and what is
     * linked against them then finds them by their names.
     */
    static synchronized void prepare(CudaSearch search) {
        if (prepared) {
            return;
        }
        prepared = true;
        String given = System.getProperty(PRELOAD_PATH, "");
        String path =
                Stream.concat(
                                Stream.of(given).filter(text -> !text.isEmpty()),
                                search.foldersInUse().stream().map(Path::toString))
                        .collect(Collectors.joining(File.pathSeparator));
        if (!path.isEmpty()) {
            System.setProperty(PRELOAD_PATH, path);
            Loader.loadProperties(true);
        }
    }

    /**
     * Tells JavaCPP that there are no natives for CUDA. Otherwise it asks the system for them, and
     * a copy of another version, such as that of a PyTorch for Python, would be loaded.
     */
    static void exclude() {
        Loader.loadProperties().putIfAbsent(EXTENSION, "");
    }

    /** Returns whether libtorch was loaded with its part for CUDA, which needs all libraries. */
    static boolean loaded() {
        return Loader.getLoadedLibraries().containsKey(CUDA_PART);
    }

    /** Returns what the system's loader says of the part for CUDA, if it cannot be loaded. */
    static Optional<String> refusal() {
        String beside = Loader.load(torch.class);
        if (beside == null) {
            return Optional.empty();
        }
        Path part = Path.of(beside).resolveSibling(System.mapLibraryName(CUDA_PART));
        try {
            System.load(part.toString());
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            String message = String.valueOf(e.getMessage());
            // The loader names the file that it was given first, which says nothing here.
            return Optional.of(message.replace(part + ": ", ""));
        }
    }
}
