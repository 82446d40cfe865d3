// SPDX-License-Identifier: Apache-2.0
/**
 * The data sources that come with VaeLab: IDX files, MNIST and similar sets by name, generated sprites,
 * and in its packages arrays, images, published sets, texts and a grammar.
 *
 * <p>This package has file formats, search paths, downloads and generated data. The input is a
 * settings record of the config and {@link org.vaelab.framework.sources.DataLocations}. The output
 * is a {@link org.vaelab.framework.data.Dataset}, or a {@link
 * org.vaelab.framework.data.DataException} with a complete message. Nothing is printed here; a
 * transfer reports to a listener. Tables are read in {@code framework/tables}.
 *
 * <p>Only the element types of Tribuo's IDX source are used, because it turns every pixel into a
 * named feature. It needed 500 to 620 MB of heap and 2 to 6 s for 60,000 images of 28x28. {@link
 * org.vaelab.framework.sources.IdxFile} needs the 47 MB that it returns. Tests check that both read
 * the same values.
 */
@NullMarked
package org.vaelab.framework.sources;

import org.jspecify.annotations.NullMarked;
