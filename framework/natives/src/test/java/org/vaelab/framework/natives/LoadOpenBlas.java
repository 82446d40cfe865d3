// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * A process of its own that loads OpenBLAS, computes with it and prints the files that it has
 * mapped.
 */
final class LoadOpenBlas {

    private LoadOpenBlas() {}

    /** Exits with 0 after a right result, with 3 and the message if a library cannot be loaded. */
    public static void main(String[] arguments) {
        try {
            BundledLibraries.load(openblas.class, List.of());
        } catch (BackendException e) {
            System.out.print(e.getMessage());
            System.exit(3);
        }
        Loader.load(openblas.class);
        float[] ones = {1, 1, 1};
        LibraryReport.mapped().forEach(System.out::println);
        System.exit(openblas.cblas_sdot(3, ones, 1, ones, 1) == 3 ? 0 : 1);
    }
}
