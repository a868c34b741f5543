// What a reader sees: title, visible text with block boundaries, word count.
#pragma once
