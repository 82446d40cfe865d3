// SPDX-License-Identifier: Apache-2.0

/**
 * The base of exceptions, the annotation of types that are no API, and the names of optional jars.
 */
@NullMarked
package org.vaelab.framework;

import org.jspecify.annotations.NullMarked;
