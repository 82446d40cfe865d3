// SPDX-License-Identifier: Apache-2.0
/**
 * A comparison as one file for other machines: its records, report, plugins and checksums, described as an
 * RO-Crate.
 *
 * <p>Offers {@link org.vaelab.experiments.archive.Archive}, which writes the file, and {@link
 * org.vaelab.experiments.archive.ArchiveFile}, which opens it. It depends on {@code run}, {@code datasheet}
 * and the reports. It knows no family, metric or task.
 */
@NullMarked
package org.vaelab.experiments.archive;

import org.jspecify.annotations.NullMarked;
