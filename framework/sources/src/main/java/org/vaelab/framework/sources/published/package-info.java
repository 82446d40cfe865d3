// SPDX-License-Identifier: Apache-2.0
/**
 * Named data sets in folders: published image sets, and folders with MNIST's four files. A
 * published set is a settings record that implements {@link
 * org.vaelab.framework.sources.published.PublishedSet}: it describes its files and reads them. What
 * all share, the search for the files and the download, is in {@link
 * org.vaelab.framework.sources.published.SetSource}. Sets whose checksum is not published are not
 * downloaded.
 */
@NullMarked
package org.vaelab.framework.sources.published;

import org.jspecify.annotations.NullMarked;
