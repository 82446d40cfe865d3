// SPDX-License-Identifier: Apache-2.0
/**
 * What the data sources share, and generated data: sprites, manifolds, trees and oscillators. The
 * other sources are in the packages below: arrays, cells, images, published sets, texts, and
 * several sources joined.
 *
 * <p>This package has the search paths of data ({@link
 * org.vaelab.framework.sources.DataLocations}), the choice of test examples, names and messages. A
 * source is a settings record. Its output is a {@link org.vaelab.framework.data.Dataset}, or a
 * {@link org.vaelab.framework.data.DataException} with a complete message. Nothing is printed here;
 * a transfer reports to a listener. Tables are read in {@code org.vaelab.framework.tables}.
 */
@NullMarked
package org.vaelab.framework.sources;

import org.jspecify.annotations.NullMarked;
