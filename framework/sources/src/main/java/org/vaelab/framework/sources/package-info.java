// SPDX-License-Identifier: Apache-2.0
/**
 * What the data sources share, and generated sprites. The sources are in the packages below: arrays, images,
 * published sets and texts.
 *
 * <p>This package has the search paths of data ({@link org.vaelab.framework.sources.DataLocations}), the
 * choice of test examples, names and messages. A source is a settings record. Its output is a {@link
 * org.vaelab.framework.data.Dataset}, or a {@link org.vaelab.framework.data.DataException} with a complete
 * message. Nothing is printed here; a transfer reports to a listener. Tables are read in {@code
 * org.vaelab.framework.tables}.
 */
@NullMarked
package org.vaelab.framework.sources;

import org.jspecify.annotations.NullMarked;
