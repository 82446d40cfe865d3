// SPDX-License-Identifier: Apache-2.0
/**
 * Folders of image files as data: the source {@code images}.
 *
 * <p>{@link org.vaelab.framework.sources.image.ImageFile} decides whether a file is of a kind that
 * is read right, and the JDK decodes its samples. {@link
 * org.vaelab.framework.sources.image.DecodedImage} turns, crops and resizes by area averages in
 * double precision, so that the result does not depend on the graphics library of a platform. An
 * installation of Java with another JPEG decoder may differ by one level; the checksum of the data
 * shows it.
 */
@NullMarked
package org.vaelab.framework.sources.image;

import org.jspecify.annotations.NullMarked;
