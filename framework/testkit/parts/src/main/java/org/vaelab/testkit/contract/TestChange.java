// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Files in which test examples alone are others.
 *
 * @param settings of the source, of those of its contract or others
 * @param change of the files that the contract has written
 */
public record TestChange(String settings, Change change) {

    /** A change of files. */
    @FunctionalInterface
    public interface Change {

        /** Writes files of a folder again. */
        void in(Path folder) throws IOException;
    }
}
