package io.spillway.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that someone probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** The word closest to what was written, if it is close enough to be a slip of the finger. */
    static Optional<String> closest(String written, Collection<String> words) {
        String wanted = written.toLowerCase(Locale.ROOT).replace('_', '-');
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : words) {
            int limit = Math.max(1, Math.min(3, word.length() / 3));
            int distance = Math.abs(wanted.length() - word.length()) > limit ? limit + 1 : distance(wanted, word);
            if (distance <= limit && distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The number of insertions, removals, replacements and swaps of neighbours that lead from one word to another. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
