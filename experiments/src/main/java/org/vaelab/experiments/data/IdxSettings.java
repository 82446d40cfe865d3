// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * Settings of {@code source: idx}: a data set in IDX files, plain or gzipped.
 *
 * @param train training images
 * @param test test images
 * @param trainLabels labels of the training images, if there are any
 * @param testLabels labels of the test images, if there are any; only with {@code trainLabels}
 * @param name the name in tables; by default that of the folder of {@code train}
 */
public record IdxSettings(
        Path train,
        Path test,
        @Nullable Path trainLabels,
        @Nullable Path testLabels,
        @Nullable String name) {

    /**
     * @throws DataException if {@code train} or {@code test} is absent, or there are test labels
     *     without training labels
     */
    public IdxSettings {
        Settings.require("idx", "train", train);
        Settings.require("idx", "test", test);
        if (testLabels != null && trainLabels == null) {
            throw new DataException(
                    "source idx: testLabels is set to "
                            + testLabels
                            + ", trainLabels is not; expected both, trainLabels alone, or neither");
        }
    }
}
