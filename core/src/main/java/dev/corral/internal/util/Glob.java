package dev.corral.internal.util;

/** Matches text with patterns in which {@code *} stands for any characters. */
public final class Glob {

	private Glob() {
	}

	// Greedy with one point of return, so that time is bounded by the product of lengths
	public static boolean matches(String pattern, String text) {
		int at = 0;
		int star = -1;
		int retry = 0;
		int in = 0;
		while (in < text.length()) {
			if (at < pattern.length() && pattern.charAt(at) == '*') {
				star = at++;
				retry = in;
			}
			else if (at < pattern.length() && pattern.charAt(at) == text.charAt(in)) {
				at++;
				in++;
			}
			else if (star >= 0) {
				at = star + 1;
				in = ++retry;
			}
			else {
				return false;
			}
		}
		while (at < pattern.length() && pattern.charAt(at) == '*') {
			at++;
		}
		return at == pattern.length();
	}

}
