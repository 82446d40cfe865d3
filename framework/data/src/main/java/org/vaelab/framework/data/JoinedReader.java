// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.file.Path;
import java.util.Map;
import org.vaelab.framework.Internal;

/** Reads new examples of several modalities: of each alone, or all from a folder. */
@Internal
public interface JoinedReader extends ExampleReader {

    /**
     * Reads the examples of one modality, prepared as the training data were.
     *
     * @param trained a summary of the training data, of all modalities
     * @throws DataException if the file cannot be read, or is not of this modality
     */
    Found read(Modality modality, Path file, DataSummary trained);

    /**
     * Pairs examples of some modalities as the training data are paired, or by row where they have
     * no names. The other modalities are missing.
     *
     * @param parts by the names of the modalities; at least one
     * @throws DataException if no pairs are found
     */
    Examples joined(Map<String, Examples> parts, DataSummary trained);
}
