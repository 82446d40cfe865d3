// SPDX-License-Identifier: Apache-2.0

/** The base of exceptions. It depends on nothing. */
@NullMarked
package org.vaelab.framework;

import org.jspecify.annotations.NullMarked;
