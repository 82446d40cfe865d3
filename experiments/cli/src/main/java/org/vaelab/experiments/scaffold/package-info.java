// SPDX-License-Identifier: Apache-2.0

/**
 * The project that {@code vaelab new} writes: a plugin outside the repository.
 *
 * <p>From a name and the jars of the running framework to a folder that Maven builds, written whole
 * or not at all. Its texts are templates among the resources. {@code vaelab try} builds and tests
 * it. {@link org.vaelab.experiments.scaffold.ConfigDraft} is the config that {@code vaelab init}
 * writes, with a template for each form of data. {@link org.vaelab.experiments.scaffold.RowsInTime}
 * finds series in tables.
 */
@NullMarked
package org.vaelab.experiments.scaffold;

import org.jspecify.annotations.NullMarked;
