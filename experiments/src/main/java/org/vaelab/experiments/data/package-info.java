// SPDX-License-Identifier: Apache-2.0
/**
 * The data sources that come with VaeLab: IDX and CSV files, MNIST and its like by name, and
 * generated sprites.
 *
 * <p>What belongs here: file formats, where files are looked for, downloads, generated data. From
 * a settings record of the config and {@link org.vaelab.experiments.data.DataLocations} to a {@link
 * org.vaelab.framework.data.Dataset}, or a {@link org.vaelab.framework.data.DataException} whose
 * message is complete. Nothing is printed here; a transfer reports to a listener.
 *
 * <p>CSV is read through Tribuo's {@code CSVIterator}. Of Tribuo's IDX source only the element
 * types are used: it turns every pixel into a named feature, and needed 500 to 620 MB of heap and 2
 * to 6 s for 60,000 images of 28x28, where {@link org.vaelab.experiments.data.IdxFile} needs the 47
 * MB that it returns. The tests hold the two to the same values.
 */
@NullMarked
package org.vaelab.experiments.data;

import org.jspecify.annotations.NullMarked;
