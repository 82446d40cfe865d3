// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;

/** A published set whose training and test examples are read alike. */
interface TwoPartSet extends PublishedSet {

    /** Returns the shape of an example. */
    DataShape shape();

    /**
     * Reads the training or the test examples.
     *
     * @throws DataException if a file is damaged
     */
    Examples examples(Path folder, boolean isTest, ValuePrecision precision) throws IOException;

    @Override
    default Dataset read(Path folder, ValuePrecision precision, Progress progress)
            throws IOException {
        return files().dataset(
                        folder,
                        shape(),
                        examples(folder, false, precision),
                        examples(folder, true, precision));
    }
}
