"""What becomes of a table that does not give back its hash function: hashtable, built without that one DECREF.

The same steps as in test_hashtable.py, test_the_founding_story; there the count comes back."""

import gc
import sys
import unittest
import weakref

from hashtable import HashTable


class Forgets(unittest.TestCase):
    def test_the_count_goes_up_and_stays(self):
        def f(key):
            return 1

        before = sys.getrefcount(f)
        h = HashTable(hash_func=f)
        h.set("a", 1)
        self.assertEqual(sys.getrefcount(f), before + 1)
        del h
        self.assertEqual(sys.getrefcount(f), before + 1)
        for forgotten in range(2, 5):
            HashTable(hash_func=f)
            self.assertEqual(sys.getrefcount(f), before + forgotten)

    def test_the_function_never_goes(self):
        def f(key):
            return 1

        gone = weakref.ref(f)
        h = HashTable(hash_func=f)
        del h, f
        gc.collect()
        self.assertIsNotNone(gone())


if __name__ == "__main__":
    unittest.main()
